using System.Text;
using Andamento.Tests.Unit.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>Where a network cuts a stream, and how its lines end, changes nothing of what is read.</summary>
public sealed class SplitStreamTests
{
    private const int Stride = 7; // of bytes, for what would take a minute at each of them; prime, so that it meets all places

    public static TheoryData<string> Streams => [.. Where(_ => true)];

    public static TheoryData<string> Lines => [.. Where(recording => !recording.IsAmazonStream)];

    public static TheoryData<string> EventStreams => [.. Where(recording => recording is { IsAmazonStream: false, IsJsonLines: false })];

    public static TheoryData<string> AmazonStreams => [.. Where(recording => recording.IsAmazonStream)];

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

        await ReadsTheSameAsync(recording, [.. recording.ResponseBody.Select(one => new[] { one })]);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_ends_at_any_byte_is_never_given_out_as_whole(string name)
    {
        var recording = new Recording(name);
        var body = recording.ResponseBody;
        for (var end = 0; end < body.Length; end += Stride)
        {
            await IsWholeOrFailsAsync(recording, body[..end], $"Ended at byte {end}");
        }
    }

    [Theory]
    [MemberData(nameof(EventStreams))]
    public async Task A_stream_without_its_mark_of_the_end_is_whole_or_fails(string name)
    {
        var recording = new Recording(name);
        var text = Encoding.UTF8.GetString(recording.ResponseBody);

        await IsWholeOrFailsAsync(recording, Encoding.UTF8.GetBytes(text.Replace("data: [DONE]\n\n", "")), "Without [DONE]");
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_stream_with_carriage_returns_reads_the_same(string name)
    {
        var recording = new Recording(name);

        await ReadsTheSameAsync(recording, Replace(recording.ResponseBody, "\r\n"));
    }

    [Theory]
    [MemberData(nameof(EventStreams))]
    public async Task A_stream_with_carriage_returns_only_reads_the_same(string name)
    {
        var recording = new Recording(name);

        await ReadsTheSameAsync(recording, Replace(recording.ResponseBody, "\r"));
    }

    [Theory]
    [MemberData(nameof(EventStreams))]
    public async Task A_stream_full_of_comments_reads_the_same(string name)
    {
        var recording = new Recording(name);

        await ReadsTheSameAsync(recording, Replace(recording.ResponseBody, "\n: keep-alive\n"));
    }

    [Theory]
    [MemberData(nameof(AmazonStreams))]
    public async Task A_stream_with_one_wrong_bit_is_never_given_out_as_whole(string name)
    {
        var recording = new Recording(name);
        var body = recording.ResponseBody;
        for (var at = 0; at < body.Length; at += Stride)
        {
            var wrong = (byte[])body.Clone();
            wrong[at] ^= 4;
            await IsWholeOrFailsAsync(recording, wrong, $"A wrong bit in byte {at}");
        }
    }

    [Fact]
    public void Every_provider_that_streams_is_recorded_with_letters_of_several_bytes()
    {
        var providers = Where(_ => true).Select(name => (Provider: name.Split('/')[0], Recording: new Recording(name))).ToLookup(
            one => one.Provider, one => one.Recording.ResponseBody.Any(letter => letter >= 0x80) || one.Recording.IsAmazonStream);

        Assert.All(providers, provider => Assert.True(provider.Any(several => several), provider.Key));
    }

    // Those whose answer comes as a stream: a refusal does not, nor does what has to be replayed as one.
    private static IEnumerable<string> Where(Func<Recording, bool> condition) => Recording.All
        .Where(name => new Recording(name) is { Call.Stream: true, IsStream: true } recording && condition(recording));

    private static byte[] Replace(byte[] body, string lineEnd) =>
        [.. body.SelectMany(one => one == '\n' ? Encoding.ASCII.GetBytes(lineEnd) : [one])];

    private static async Task ReadsTheSameAsync(Recording recording, params byte[][] pieces)
    {
        var replay = await Replay.RunAsync(recording, () => Respond(recording, pieces));

        Assert.Equal(recording.Answer.Split('\n'), replay.Answer.Split('\n'));
    }

    private static async Task IsWholeOrFailsAsync(Recording recording, byte[] body, string what)
    {
        var replay = await Replay.RunAsync(recording, () => Respond(recording, body));

        var (expected, got) = (Choices(recording.Answer), Choices(replay.Answer));
        Assert.True(
            replay.Answer.Contains("{\"failure\":", StringComparison.Ordinal) ? expected.Take(got.Count).SequenceEqual(got) : expected.SequenceEqual(got),
            $"{what}:\n{replay.Answer}");
    }

    // What the caller reads of the answer itself; that the usage is lost may be.
    private static List<string> Choices(string answer) =>
        [.. answer.Split('\n').Where(line => line.Contains("\"choices\":[{", StringComparison.Ordinal))];

    private static HttpResponseMessage Respond(Recording recording, params byte[][] pieces)
    {
        var response = recording.Response();
        var type = response.Content.Headers.ContentType;
        response.Content = new StreamContent(new PiecewiseStream(pieces));
        response.Content.Headers.ContentType = type;
        return response;
    }
}
