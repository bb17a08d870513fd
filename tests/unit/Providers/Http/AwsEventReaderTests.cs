using System.Buffers.Binary;
using System.Text;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class AwsEventReaderTests
{
    private const string Chunk =
        "000000870000004b87ea2bf30b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700106170706c69636174"
        + "696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a2265794a306558426c496a6f696257567a"
        + "6332466e5a56397a64473977496e303d227dba48ab22";

    private const string Exception =
        "0000008800000061de0175f40f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e7465"
        + "6e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d65"
        + "7373616765223a22736c6f7720646f776e227d832ee072";

    private static readonly byte[] Both = [.. Convert.FromHexString(Chunk), .. Convert.FromHexString(Exception)];

    private static readonly string[] Read =
    [
        """{"chunk":{"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0="}}""",
        """{"error":{"code":"throttlingException","message":"slow down"}}""",
    ];

    [Fact]
    public async Task Messages_of_independent_encoders_are_read() => Assert.Equal(Read, await ReadAsync(Both));

    [Fact]
    public void The_double_encodes_as_they_do() =>
        Assert.Equal(
            Chunk + Exception,
            Convert.ToHexStringLower(AmazonFrames.Encode(
                "chunk {\"type\":\"message_stop\"}\nexception throttlingException {\"message\":\"slow down\"}")));

    [Fact]
    public async Task Messages_cut_at_any_byte_read_the_same()
    {
        for (var cut = 1; cut < Both.Length; cut++) Assert.Equal(Read, await ReadAsync(Both[..cut], Both[cut..]));
    }

    [Fact]
    public async Task A_message_that_is_cut_off_is_no_event()
    {
        for (var end = 0; end < Both.Length; end++)
        {
            Assert.Equal(end < Chunk.Length / 2 ? [] : Read[..1], await ReadAsync(Both[..end]));
        }
    }

    [Fact]
    public async Task A_message_with_any_bit_changed_is_refused()
    {
        var frame = Convert.FromHexString(Chunk);
        for (var at = 0; at < frame.Length * 8; at++)
        {
            byte[] damaged = [.. frame];
            damaged[at / 8] ^= (byte)(1 << (at % 8));

            var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(damaged));
            Assert.Equal("a damaged event stream (a wrong check sum)", refused.Message);
        }
    }

    [Fact]
    public async Task Bytes_that_are_anything_never_do_worse_than_that()
    {
        var random = new Random(20260102);
        for (var round = 0; round < 2000; round++)
        {
            // Headers and payload of any content behind check sums that are right.
            var frame = new byte[random.Next(16, 80)];
            random.NextBytes(frame);
            Resum(frame, random.Next(0, frame.Length - 15));

            try
            {
                await ReadAsync(frame);
            }
            catch (InvalidDataException)
            {
                // refused, which is what this is about
            }
        }
    }

    [Fact]
    public async Task An_event_whose_name_is_no_text_is_refused()
    {
        var frame = AmazonFrames.Encode("event chunk {}");
        frame[frame.AsSpan().IndexOf("chunk"u8)] = 0xFF;
        Resum(frame, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)));

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(frame));
    }

    [Fact]
    public async Task A_message_larger_than_the_limit_is_refused_before_it_is_received()
    {
        var frame = AmazonFrames.Encode("event big {\"text\":\"" + new string('a', 4096) + "\"}");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(1024, frame[..12]));

        Assert.Equal("an event of more than 1024 bytes (Providers:MaxEventBytes)", refused.Message);
    }

    [Fact]
    public async Task A_message_larger_than_the_buffer_is_read()
    {
        var text = new string('a', 100_000);

        Assert.Equal(
            [$$$"""{"big":{"text":"{{{text}}}"}}"""],
            await ReadAsync(AmazonFrames.Encode($$"""event big {"text":"{{text}}"}""").Chunk(777).ToArray()));
    }

    [Fact]
    public void Check_sums_are_those_of_the_standard()
    {
        Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));
        var bytes = new byte[100];
        new Random(7).NextBytes(bytes);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(AmazonFrames.Sum(bytes.AsSpan(0, length)), Crc32.Of(bytes.AsSpan(0, length)));
        }
    }

    private static Task<List<string>> ReadAsync(params byte[][] pieces) => ReadAsync(1 << 20, pieces);

    private static async Task<List<string>> ReadAsync(int maxBytes, params byte[][] pieces)
    {
        var stream = new PiecewiseStream(pieces);
        using var reader = new AwsEventReader(maxBytes);
        List<string> events = [];
        for (var more = true; more;)
        {
            more = await reader.FillAsync(stream);
            while (reader.TryRead(out var data)) events.Add(Encoding.UTF8.GetString(data));
        }

        return events;
    }

    private static void Resum(byte[] frame, int headers)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), AmazonFrames.Sum(frame.AsSpan(0, 8)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            frame.AsSpan(frame.Length - 4), AmazonFrames.Sum(frame.AsSpan(0, frame.Length - 4)));
    }
}
