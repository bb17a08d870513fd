using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Standin;

/// <summary>Writes one message into a pooled buffer. Numbers are little-endian or varints, text is UTF-8.</summary>
internal sealed class WireWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(512);
    private int _position;
    private Dictionary<object, int>? _seen;

    public int Position => _position;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _position);

    public byte[] ToArray() => Written.ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _position = 0;
    }

    /// <summary>Returns where the object was written before, or remembers that it is written here.</summary>
    public bool TrySeen(object value, out int offset)
    {
        _seen ??= new(ReferenceEqualityComparer.Instance);
        if (_seen.TryGetValue(value, out offset))
        {
            return true;
        }

        _seen.Add(value, _position);
        return false;
    }

    public void Rewind(int position) => _position = position;

    public void Byte(byte value)
    {
        if (_position == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_position++] = value;
    }

    public void UInt(ulong value)
    {
        var span = Reserve(10);
        var count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        _position += count;
    }

    public void Int(long value) => UInt((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed<T>(T value)
        where T : unmanaged
    {
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Reserve(size), in value);
        _position += size;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _position += bytes.Length;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        UInt((uint)bytes.Length);
        Raw(bytes);
    }

    /// <summary>Writes text; null is a length of zero, so every length is one more than it is.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        UInt((uint)count + 1);
        Encoding.UTF8.GetBytes(value, Reserve(count));
        _position += count;
    }

    /// <summary>Leaves room for a length that is known only afterwards; <see cref="EndLength"/> fills it.</summary>
    public int BeginLength()
    {
        Reserve(4);
        _position += 4;
        return _position;
    }

    public void EndLength(int start) =>
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start - 4), _position - start);

    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _position < size)
        {
            Grow(size);
        }

        return _buffer.AsSpan(_position);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _position + size));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
