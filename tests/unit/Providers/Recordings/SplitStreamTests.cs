using Andamento.Tests.Unit.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>Where a network cuts a stream, and how its lines end, changes nothing of what is read.</summary>
public sealed class SplitStreamTests
{
    public static TheoryData<string> Streams =>
        [.. Recording.All.Where(name => new Recording(name) is { Call.Stream: true, Request.Length: > 0 })];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_cut_in_two_at_any_byte_reads_the_same(string name)
    {
        var recording = new Recording(name);
        var body = recording.ResponseBody;
        for (var cut = 1; cut < body.Length; cut++)
        {
            var replay = await Replay.RunAsync(recording, () => Respond(recording, body[..cut], body[cut..]));

            Assert.True(recording.Answer == replay.Answer, $"Cut at byte {cut}:\n{replay.Answer}");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_comes_byte_by_byte_reads_the_same(string name)
    {
        var recording = new Recording(name);

        var replay = await Replay.RunAsync(
            recording, () => Respond(recording, [.. recording.ResponseBody.Select(one => new[] { one })]));

        Assert.Equal(recording.Answer.Split('\n'), replay.Answer.Split('\n'));
    }

    public static TheoryData<string> Lines =>
        [.. Recording.All.Where(name => new Recording(name) is { Call.Stream: true, Request.Length: > 0, IsAmazonStream: false })];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_stream_with_carriage_returns_reads_the_same(string name)
    {
        var recording = new Recording(name);
        byte[] body = [.. recording.ResponseBody.SelectMany(one => one == '\n' ? "\r\n"u8.ToArray() : [one])];

        var replay = await Replay.RunAsync(recording, () => Respond(recording, body));

        Assert.Equal(recording.Answer.Split('\n'), replay.Answer.Split('\n'));
    }

    private static HttpResponseMessage Respond(Recording recording, params byte[][] pieces)
    {
        var response = recording.Response();
        var type = response.Content.Headers.ContentType;
        response.Content = new StreamContent(new PiecewiseStream(pieces));
        response.Content.Headers.ContentType = type;
        return response;
    }
}
