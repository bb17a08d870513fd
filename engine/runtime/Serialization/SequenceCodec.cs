namespace Orleans.Standin;

/// <summary>A collection that is listed for the wire and rebuilt from the list.</summary>
internal abstract class SequenceCodec<TCollection, TItem>(bool isImmutable) : ReferenceCodec<TCollection>
    where TCollection : class, IEnumerable<TItem>
{
    private readonly Codec<TItem> _item = Codecs.Get<TItem>();
    private readonly bool _isImmutable = isImmutable;

    // What cannot change, holding what cannot change, is shared.
    public sealed override bool IsShallow => _isImmutable && _item.IsShallow;

    protected virtual byte Comparer(TCollection value) => 0;

    protected virtual IEnumerable<TItem> Items(TCollection value) => value;

    protected abstract TCollection Build(IEnumerable<TItem> items, byte comparer);

    protected sealed override void WriteObject(WireWriter writer, TCollection value)
    {
        var items = Items(value).ToArray();
        writer.Byte(Comparer(value));
        writer.UInt((uint)items.Length);
        foreach (var item in items)
        {
            _item.Write(writer, item);
        }
    }

    protected sealed override TCollection ReadObject(WireReader reader, int offset)
    {
        var comparer = reader.Byte();
        var items = new TItem[reader.Count(1)];
        for (var index = 0; index < items.Length; index++)
        {
            items[index] = _item.Read(reader);
        }

        var value = Build(items, comparer);
        reader.Track(offset, value);
        return value;
    }

    protected sealed override TCollection CopyObject(TCollection value, CopyContext context)
    {
        var copy = Build(Items(value).Select(item => _item.Copy(item, context)), Comparer(value));
        context.Track(value, copy);
        return copy;
    }
}
