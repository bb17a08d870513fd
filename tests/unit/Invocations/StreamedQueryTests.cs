using System.Text;
using Andamento.Api.Answers;
using Andamento.Serving;
using static Andamento.Tests.Unit.Invocations.PlayedQueries;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>Queries that are answered by a stream.</summary>
public sealed class StreamedQueryTests : IAsyncDisposable
{
    private readonly PlayedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_stream_is_relayed_and_says_who_answers()
    {
        _queries.Entity.Stream = (_, _) => FramesAsync("""{"a":1}""", """{"a":2}""");

        Assert.Equal("data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: [DONE]\n\n", await _queries.QueryAsync(HelloStreamed));

        Assert.Equal("text/event-stream; charset=utf-8", _queries.Context.Response.ContentType);
        Assert.Equal("gpt", _queries.Context.Response.Headers["Served-Model-Name"]);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_frame_is_a_plain_failure()
    {
        _queries.Entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamLimited, "slow down"));

        await _queries.RefusedAsync(HelloStreamed, 429, "RESOURCE_EXHAUSTED");
    }

    [Fact]
    public async Task A_stream_that_fails_later_tells_it_in_band_and_ends_abnormally()
    {
        _queries.Entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamFailed, "cut"), """{"a":1}""");

        var broken = await Assert.ThrowsAsync<BrokenStreamException>(() => _queries.QueryAsync(HelloStreamed));

        Assert.Equal(FailureKind.UpstreamFailed, broken.Kind);
        Assert.Equal(
            "data: {\"a\":1}\n\ndata: {\"error\":{\"message\":\"cut\",\"type\":\"server_error\",\"param\":null,\"code\":\"upstream_error\"}}\n\n",
            _queries.Sent());
    }

    private static IAsyncEnumerable<AnswerFrame> FramesAsync(params string[] frames) => FramesAsync(null, frames);

    private static async IAsyncEnumerable<AnswerFrame> FramesAsync(
        Exception? end, params string[] frames)
    {
        foreach (var frame in frames)
        {
            await Task.CompletedTask;
            yield return new() { Json = Encoding.UTF8.GetBytes(frame) };
        }

        if (end is not null) throw end;
    }
}
