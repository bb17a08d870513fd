using System.Buffers.Binary;
using System.Text;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>Writes Amazon's event stream, apart from the code that reads it: check sums are made bit by bit.</summary>
public static class AmazonFrames
{
    /// <summary>
    /// Lines to messages: <c>event type json</c>, <c>exception type json</c>, <c>error code words</c>, and
    /// <c>chunk json</c> for an event that holds JSON of a vendor.
    /// </summary>
    public static byte[] Encode(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => Line(line))];

    /// <summary>One message.</summary>
    public static byte[] Frame(string payload, params (string Name, string Value)[] headers)
    {
        byte[] head = [.. headers.SelectMany(Header)];
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[12 + head.Length + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Sum(frame.AsSpan(0, 8)));
        head.CopyTo(frame, 12);
        body.CopyTo(frame, 12 + head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Sum(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    /// <summary>The check sum of the format.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
        }

        return ~sum;
    }

    private static byte[] Line(string line)
    {
        const string Json = "application/json";
        var words = line.Split(' ', 3);
        return words[0] switch
        {
            "chunk" => Frame(
                $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(line["chunk ".Length..]))}}"}""",
                (":event-type", "chunk"), (":content-type", Json), (":message-type", "event")),
            "event" => Frame(words[2], (":event-type", words[1]), (":content-type", Json), (":message-type", "event")),
            "exception" => Frame(words[2], (":exception-type", words[1]), (":content-type", Json), (":message-type", "exception")),
            _ => Frame("", (":message-type", "error"), (":error-code", words[1]), (":error-message", words[2])),
        };
    }

    private static byte[] Header((string Name, string Value) header)
    {
        var (name, value) = (Encoding.UTF8.GetBytes(header.Name), Encoding.UTF8.GetBytes(header.Value));
        return [(byte)name.Length, .. name, 7, (byte)(value.Length >> 8), (byte)value.Length, .. value];
    }
}
