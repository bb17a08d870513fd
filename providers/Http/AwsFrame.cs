using System.Buffers.Binary;
using System.Text;

namespace Andamento.Providers.Http;

/// <summary>
/// One message of Amazon's event stream: a prelude of three numbers (length of the message, length of its headers, check
/// sum of these two), headers, payload, check sum of all. Numbers are big-endian.
/// </summary>
internal readonly ref struct AwsFrame
{
    /// <summary>Bytes of the prelude.</summary>
    public const int PreludeBytes = 12;

    private const int SumBytes = 4;
    private const int MaxHeaderBytes = 128 << 10;

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="InvalidDataException">It was damaged on the way, or is none.</exception>
    public AwsFrame(ReadOnlySpan<byte> message)
    {
        var end = message.Length - SumBytes;
        if (Crc32.Of(message[..end]) != BinaryPrimitives.ReadUInt32BigEndian(message[end..]))
        {
            throw Damaged("a wrong check sum");
        }

        var headers = BinaryPrimitives.ReadInt32BigEndian(message[4..]);
        Payload = message[(PreludeBytes + headers)..end];
        for (var rest = message.Slice(PreludeBytes, headers); !rest.IsEmpty;)
        {
            var name = Take(ref rest, Take(ref rest, 1)[0]);
            var type = Take(ref rest, 1)[0];
            var value = Take(ref rest, Length(type, ref rest));
            if (type != 7) continue;

            if (name.SequenceEqual(":message-type"u8)) Kind = Encoding.UTF8.GetString(value);
            else if (name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8))
            {
                Name = value;
            }
            else if (name.SequenceEqual(":error-message"u8)) Message = value;
        }
    }

    /// <summary><c>event</c>, <c>exception</c> or <c>error</c>.</summary>
    public string Kind { get; } = "";

    /// <summary>The type of the event or of the exception, or the code of the error.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What an error says; exceptions say it in their payload.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>What it carries.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The length of the message that begins with a prelude. Nothing is believed before its check sum.</summary>
    /// <exception cref="InvalidDataException">It is no prelude, or announces too much.</exception>
    public static int LengthOf(ReadOnlySpan<byte> prelude, int maxBytes)
    {
        if (Crc32.Of(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..])) throw Damaged("a wrong check sum");

        var length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (headers > MaxHeaderBytes || length < PreludeBytes + headers + SumBytes) throw Damaged("impossible lengths");
        return length <= (uint)maxBytes
            ? (int)length
            : throw new InvalidDataException($"an event of more than {maxBytes} bytes (Providers:MaxEventBytes)");
    }

    private static int Length(byte type, scoped ref ReadOnlySpan<byte> rest) => type switch
    {
        0 or 1 => 0, // true, false
        2 => 1,
        3 => 2,
        4 => 4,
        5 or 8 => 8, // a number, a time
        6 or 7 => BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2)), // bytes, text
        9 => 16, // a UUID
        _ => throw Damaged("a header of an unknown type"),
    };

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest, int length)
    {
        if (length > rest.Length) throw Damaged("headers that are cut off");

        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static InvalidDataException Damaged(string why) => new($"a damaged event stream ({why})");
}
