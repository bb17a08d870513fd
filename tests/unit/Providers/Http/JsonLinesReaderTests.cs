using System.Text;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class JsonLinesReaderTests
{
    public static TheoryData<string, string[]> Streams => new()
    {
        { "{\"a\":1}\n{\"b\":2}\n", ["{\"a\":1}", "{\"b\":2}"] },
        { "{\"a\":1}\r\n\r\n{\"b\":2}\r\n", ["{\"a\":1}", "{\"b\":2}"] },
        { "{\"a\":\"Привет, 🌍\"}\n\n  \n{\"b\":2}", ["{\"a\":\"Привет, 🌍\"}", "{\"b\":2}"] },
        { "", [] },
        { "\n\r\n", [] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Lines_are_the_same_wherever_packets_are_cut(string stream, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            Assert.Equal(expected, await ReadAsync(bytes.Chunk(size).ToArray(), maxBytes: 1 << 20));
        }
    }

    [Fact]
    public async Task Lines_longer_than_the_buffer_are_read_whole()
    {
        var lines = Enumerable.Range(1, 5).Select(number => new string((char)('a' + number), number * 20_000)).ToArray();

        Assert.Equal(lines, await ReadAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)).Chunk(7_000).ToArray(), maxBytes: 1 << 20));
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_refused()
    {
        var line = Encoding.UTF8.GetBytes(new string('a', 2_000));

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([line, line], maxBytes: 3_000));
    }

    private static async Task<List<string>> ReadAsync(byte[][] pieces, int maxBytes)
    {
        var stream = new PiecewiseStream(pieces);
        using var reader = new JsonLinesReader(maxBytes);
        List<string> lines = [];
        for (var more = true; more;)
        {
            more = await reader.FillAsync(stream);
            while (reader.TryRead(out var line)) lines.Add(Encoding.UTF8.GetString(line));
        }

        return lines;
    }
}
