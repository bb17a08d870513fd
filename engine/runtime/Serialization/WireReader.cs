using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>Reads what <see cref="WireWriter"/> wrote. References in the message are bound to <see cref="Factory"/>.</summary>
internal sealed class WireReader(ReadOnlyMemory<byte> message, GrainFactory? factory)
{
    private readonly ReadOnlyMemory<byte> _message = message;
    private Dictionary<int, object>? _seen;

    public GrainFactory? Factory { get; } = factory;

    public int Position { get; set; }

    public int Remaining => _message.Length - Position;

    public void Track(int offset, object value) => (_seen ??= [])[offset] = value;

    public object Seen(int offset) =>
        _seen is not null && _seen.TryGetValue(offset, out var value)
            ? value
            : throw new SerializerException("The message refers to an object in a member that this version does not know.");

    public byte Byte()
    {
        var span = _message.Span;
        return (uint)Position < (uint)span.Length ? span[Position++] : throw TooShort();
    }

    public ulong UInt()
    {
        ulong result = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            result |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
            {
                return result;
            }
        }

        throw new SerializerException("A number in the message is longer than 64 bits.");
    }

    public long Int()
    {
        var raw = UInt();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public int Count(int leastItemSize = 0)
    {
        var count = UInt();
        if (count > int.MaxValue || (leastItemSize > 0 && count * (ulong)leastItemSize > (ulong)Remaining))
        {
            throw TooShort();
        }

        return (int)count;
    }

    public T Fixed<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Raw(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    public ReadOnlySpan<byte> Raw(int size)
    {
        if ((uint)size > (uint)Remaining)
        {
            throw TooShort();
        }

        var result = _message.Span.Slice(Position, size);
        Position += size;
        return result;
    }

    public ReadOnlyMemory<byte> Slice(int size)
    {
        var start = Position;
        Raw(size);
        return _message.Slice(start, size);
    }

    public ReadOnlySpan<byte> Bytes() => Raw(Count());

    public string? Text()
    {
        var count = Count();
        return count == 0 ? null : Encoding.UTF8.GetString(Raw(count - 1));
    }

    /// <summary>Reads a length and returns where the thing ends.</summary>
    public int End()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Raw(4));
        if ((uint)length > (uint)Remaining)
        {
            throw TooShort();
        }

        return Position + length;
    }

    private static SerializerException TooShort() => new("The message ends before its content does.");
}
