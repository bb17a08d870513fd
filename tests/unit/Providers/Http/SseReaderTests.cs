using System.Text;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class SseReaderTests
{
    private const int Limit = 1 << 20;

    public static TheoryData<string, string[]> Streams => new()
    {
        { "data: a\n\ndata: b\n\n", ["a", "b"] },
        { "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"] },
        { "data: a\r\rdata: b\r\r", ["a", "b"] },
        { "data: a\r\n\ndata: b\n\r\n", ["a", "b"] },
        { "data:a\n\ndata:  b\n\n", ["a", " b"] },
        { "data: one\ndata: two\ndata:\ndata: four\n\n", ["one\ntwo\n\nfour"] },
        { "data: one\r\n: comment between\r\nid: 7\r\ndata: two\r\n\r\n", ["one\ntwo"] },
        { ": keep-alive\n\n: again\n\ndata: a\n\n", ["a"] },
        { "\uFEFFdata: a\n\n", ["a"] },
        { "event: message\nid: 1\nretry: 10\ndata: a\n\n", ["a"] },
        { "event: ping\n\ndata: a\n\n", ["a"] },
        { "data\n\ndata:\n\ndata: a\n\n", ["a"] },
        { "database: no\ndata: yes\n\n", ["yes"] },
        { "\n\n\r\n\rdata: a\n\n\n\n", ["a"] },
        { "data: a\n\ndata: no blank line\n", ["a", "no blank line"] },
        { "data: a\n\ndata: no line end", ["a", "no line end"] },
        { "data: a\r\n\r\ndata: b\r", ["a", "b"] },
        { "data: Привет, 🌍!\n\ndata: 二\n\n", ["Привет, 🌍!", "二"] },
        { "", [] },
        { ": only a comment", [] },
        { "no colon here\n\n", [] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_are_the_same_wherever_packets_are_cut(string stream, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, await ReadAsync(new PiecewiseStream(bytes[..cut], bytes[cut..])));
        }

        Assert.Equal(expected, await ReadAsync(new PiecewiseStream([.. bytes.Select(one => new[] { one })])));
    }

    [Fact]
    public async Task Every_pair_of_cuts_gives_the_same_events()
    {
        var bytes = "data: {\"a\":1}\r\n\r\n: c\rdata: x\ndata: y\n\n"u8.ToArray();

        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                var events = await ReadAsync(new PiecewiseStream(bytes[..first], bytes[first..second], bytes[second..]));
                Assert.Equal(["{\"a\":1}", "x\ny"], events);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(16_384)]
    [InlineData(1_000_000)]
    public async Task Events_larger_than_the_buffer_arrive_whole(int pieceBytes)
    {
        var large = new string('x', 200_000);
        var bytes = Encoding.UTF8.GetBytes($"data: a\n\ndata: {large}\ndata: {large}\n\ndata: b\n\n");

        var events = await ReadAsync(new PiecewiseStream([.. bytes.Chunk(pieceBytes)]));

        Assert.Equal(["a", $"{large}\n{large}", "b"], events);
    }

    [Theory]
    [InlineData("data: 12345678901\n\n")]
    [InlineData("data: 123456\ndata: 7890\n\n")]
    [InlineData(": 123456789012345678901234567890")]
    public async Task An_event_above_the_limit_is_refused(string stream)
    {
        var broken = await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAsync(new PiecewiseStream([.. Encoding.UTF8.GetBytes(stream).Select(one => new[] { one })]), limit: 10));

        Assert.Equal("an event of more than 10 bytes (Providers:MaxEventBytes)", broken.Message);
    }

    [Fact]
    public async Task An_event_at_the_limit_passes() =>
        Assert.Equal(["1234567890"], await ReadAsync(new PiecewiseStream("data: 1234567890\n\n"u8.ToArray()), limit: 10));

    [Fact]
    public async Task Nothing_is_received_before_it_is_asked_for()
    {
        var stream = new PiecewiseStream("data: a\n\n"u8.ToArray(), "data: b\n\n"u8.ToArray());
        using var reader = new SseReader(Limit);

        await reader.FillAsync(stream);
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));

        Assert.Equal(1, stream.Reads);
    }

    [Fact]
    public async Task Reading_an_event_allocates_nothing()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"n\":1}\n\n", 250)));
        using var reader = new SseReader(Limit);
        await reader.FillAsync(new MemoryStream(bytes));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = 0;
        while (reader.TryRead(out _)) events++;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(250, events);
    }

    private static async Task<List<string>> ReadAsync(Stream stream, int limit = Limit)
    {
        using var reader = new SseReader(limit);
        var events = new List<string>();
        for (var more = true; more;)
        {
            more = await reader.FillAsync(stream);
            while (reader.TryRead(out var data)) events.Add(Encoding.UTF8.GetString(data));
        }

        return events;
    }
}
