using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.Standin;

/// <summary>Arrays; those of plain numbers travel as one block of memory.</summary>
internal sealed class ArrayCodec<T> : ReferenceCodec<T[]>
{
    private static readonly bool IsBlock = typeof(T).IsPrimitive && BitConverter.IsLittleEndian;

    private readonly Codec<T> _item = Codecs.Get<T>();

    protected override void WriteObject(WireWriter writer, T[] value)
    {
        writer.UInt((uint)value.Length);
        if (IsBlock)
        {
            writer.Raw(AsBytes(value));
            return;
        }

        foreach (var item in value)
        {
            _item.Write(writer, item);
        }
    }

    protected override T[] ReadObject(WireReader reader, int offset)
    {
        // Every item takes at least a byte, except a struct without members, so a damaged length cannot ask for much memory.
        var value = new T[reader.Count(IsBlock ? Unsafe.SizeOf<T>() : 1)];
        reader.Track(offset, value);
        if (IsBlock)
        {
            var bytes = AsBytes(value);
            reader.Raw(bytes.Length).CopyTo(bytes);
            return value;
        }

        for (var index = 0; index < value.Length; index++)
        {
            value[index] = _item.Read(reader);
        }

        return value;
    }

    protected override T[] CopyObject(T[] value, CopyContext context)
    {
        var copy = (T[])value.Clone();
        context.Track(value, copy);
        if (!_item.IsShallow)
        {
            for (var index = 0; index < copy.Length; index++)
            {
                copy[index] = _item.Copy(copy[index], context);
            }
        }

        return copy;
    }

    private static Span<byte> AsBytes(T[] value) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference((Array)value), value.Length * Unsafe.SizeOf<T>());
}
