using System.Runtime.InteropServices;

namespace Orleans.Standin;

internal sealed class ListCodec<T> : ReferenceCodec<List<T>>
{
    private readonly Codec<T> _item = Codecs.Get<T>();

    protected override void WriteObject(WireWriter writer, List<T> value)
    {
        writer.UInt((uint)value.Count);
        foreach (var item in CollectionsMarshal.AsSpan(value))
        {
            _item.Write(writer, item);
        }
    }

    protected override List<T> ReadObject(WireReader reader, int offset)
    {
        var count = reader.Count(1);
        var value = new List<T>(count);
        reader.Track(offset, value);
        for (var index = 0; index < count; index++)
        {
            value.Add(_item.Read(reader));
        }

        return value;
    }

    protected override List<T> CopyObject(List<T> value, CopyContext context)
    {
        var copy = new List<T>(value.Count);
        context.Track(value, copy);
        if (_item.IsShallow)
        {
            copy.AddRange(value);
            return copy;
        }

        foreach (var item in value)
        {
            copy.Add(_item.Copy(item, context));
        }

        return copy;
    }
}

internal sealed class DictionaryCodec<TKey, TValue> : ReferenceCodec<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    private readonly Codec<TKey> _key = Codecs.Get<TKey>();
    private readonly Codec<TValue> _value = Codecs.Get<TValue>();

    protected override void WriteObject(WireWriter writer, Dictionary<TKey, TValue> value)
    {
        writer.Byte(Comparers.Code(value.Comparer));
        writer.UInt((uint)value.Count);
        foreach (var (key, item) in value)
        {
            _key.Write(writer, key);
            _value.Write(writer, item);
        }
    }

    protected override Dictionary<TKey, TValue> ReadObject(WireReader reader, int offset)
    {
        var comparer = Comparers.Equality<TKey>(reader.Byte());
        var count = reader.Count(2);
        var value = new Dictionary<TKey, TValue>(count, comparer);
        reader.Track(offset, value);
        for (var index = 0; index < count; index++)
        {
            var key = _key.Read(reader);
            value.Add(key, _value.Read(reader));
        }

        return value;
    }

    protected override Dictionary<TKey, TValue> CopyObject(Dictionary<TKey, TValue> value, CopyContext context)
    {
        if (_key.IsShallow && _value.IsShallow)
        {
            var shared = new Dictionary<TKey, TValue>(value, value.Comparer);
            context.Track(value, shared);
            return shared;
        }

        var copy = new Dictionary<TKey, TValue>(value.Count, value.Comparer);
        context.Track(value, copy);
        foreach (var (key, item) in value)
        {
            copy.Add(_key.Copy(key, context), _value.Copy(item, context));
        }

        return copy;
    }
}
