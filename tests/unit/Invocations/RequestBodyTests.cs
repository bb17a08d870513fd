using System.IO.Pipelines;
using Andamento.Api.Invocations;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Tests.Unit.Invocations;

public class RequestBodyTests
{
    private readonly Pipe _wire = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9999)]
    [InlineData(10000)]
    public async Task A_body_up_to_the_limit_comes_whole_however_it_arrives(int length)
    {
        var sent = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var reading = RequestBody.ReadAsync(Request(null), 10000, CancellationToken.None);

        foreach (var packet in sent.Chunk(777)) await _wire.Writer.WriteAsync(packet);
        await _wire.Writer.CompleteAsync();

        Assert.Equal(sent, await reading);
    }

    [Fact]
    public async Task A_length_over_the_limit_is_refused_before_anything_is_read()
    {
        var failed = await Assert.ThrowsAsync<ServingException>(
            async () => await RequestBody.ReadAsync(Request(10001), 10000, CancellationToken.None));

        Assert.Equal(FailureKind.PayloadTooLarge, failed.Kind);
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_at_its_first_byte_too_many()
    {
        var reading = RequestBody.ReadAsync(Request(null), 10000, CancellationToken.None).AsTask();
        await _wire.Writer.WriteAsync(new byte[10000]);
        Assert.False(reading.IsCompleted);

        await _wire.Writer.WriteAsync(new byte[1]); // the body is not complete, and it is not waited for

        Assert.Equal(FailureKind.PayloadTooLarge, (await Assert.ThrowsAsync<ServingException>(() => reading)).Kind);
    }

    private HttpRequest Request(long? length)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(_wire.Reader));
        context.Request.ContentLength = length;
        return context.Request;
    }

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;
}
