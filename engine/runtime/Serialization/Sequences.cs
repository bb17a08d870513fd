using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Orleans.Standin;

internal sealed class SetMaker<T>() : SequenceCodec<HashSet<T>, T>(isImmutable: false)
{
    protected override byte Comparer(HashSet<T> value) => Comparers.Code(value.Comparer);

    protected override HashSet<T> Build(IEnumerable<T> items, byte comparer) => new(items, Comparers.Equality<T>(comparer));
}

internal sealed class SortedSetMaker<T>() : SequenceCodec<SortedSet<T>, T>(isImmutable: false)
{
    protected override byte Comparer(SortedSet<T> value) => Comparers.Code(value.Comparer);

    protected override SortedSet<T> Build(IEnumerable<T> items, byte comparer) => new(items, Comparers.Order<T>(comparer));
}

internal sealed class QueueMaker<T>() : SequenceCodec<Queue<T>, T>(isImmutable: false)
{
    protected override Queue<T> Build(IEnumerable<T> items, byte comparer) => new(items);
}

internal sealed class StackMaker<T>() : SequenceCodec<Stack<T>, T>(isImmutable: false)
{
    // A stack lists its top first and is filled from the bottom.
    protected override IEnumerable<T> Items(Stack<T> value) => value.Reverse();

    protected override Stack<T> Build(IEnumerable<T> items, byte comparer) => new(items);
}

internal sealed class LinkedListMaker<T>() : SequenceCodec<LinkedList<T>, T>(isImmutable: false)
{
    protected override LinkedList<T> Build(IEnumerable<T> items, byte comparer) => new(items);
}

internal sealed class ConcurrentQueueMaker<T>() : SequenceCodec<ConcurrentQueue<T>, T>(isImmutable: false)
{
    protected override ConcurrentQueue<T> Build(IEnumerable<T> items, byte comparer) => new(items);
}

internal sealed class ReadOnlyCollectionMaker<T>() : SequenceCodec<ReadOnlyCollection<T>, T>(isImmutable: false)
{
    protected override ReadOnlyCollection<T> Build(IEnumerable<T> items, byte comparer) => new([.. items]);
}

internal sealed class ImmutableListMaker<T>() : SequenceCodec<ImmutableList<T>, T>(isImmutable: true)
{
    protected override ImmutableList<T> Build(IEnumerable<T> items, byte comparer) => ImmutableList.CreateRange(items);
}

internal sealed class ImmutableHashSetMaker<T>() : SequenceCodec<ImmutableHashSet<T>, T>(isImmutable: true)
{
    protected override byte Comparer(ImmutableHashSet<T> value) => Comparers.Code(value.KeyComparer);

    protected override ImmutableHashSet<T> Build(IEnumerable<T> items, byte comparer) =>
        ImmutableHashSet.CreateRange(Comparers.Equality<T>(comparer), items);
}

internal sealed class ImmutableSortedSetMaker<T>() : SequenceCodec<ImmutableSortedSet<T>, T>(isImmutable: true)
{
    protected override byte Comparer(ImmutableSortedSet<T> value) => Comparers.Code(value.KeyComparer);

    protected override ImmutableSortedSet<T> Build(IEnumerable<T> items, byte comparer) =>
        ImmutableSortedSet.CreateRange(Comparers.Order<T>(comparer), items);
}

internal sealed class ImmutableQueueMaker<T>() : SequenceCodec<ImmutableQueue<T>, T>(isImmutable: true)
{
    protected override ImmutableQueue<T> Build(IEnumerable<T> items, byte comparer) => ImmutableQueue.CreateRange(items);
}

internal sealed class ImmutableStackMaker<T>() : SequenceCodec<ImmutableStack<T>, T>(isImmutable: true)
{
    protected override IEnumerable<T> Items(ImmutableStack<T> value) => value.Reverse();

    protected override ImmutableStack<T> Build(IEnumerable<T> items, byte comparer) => ImmutableStack.CreateRange(items);
}

internal sealed class FrozenSetMaker<T>() : SequenceCodec<FrozenSet<T>, T>(isImmutable: true)
{
    protected override byte Comparer(FrozenSet<T> value) => Comparers.Code(value.Comparer);

    protected override FrozenSet<T> Build(IEnumerable<T> items, byte comparer) => items.ToFrozenSet(Comparers.Equality<T>(comparer));
}

internal sealed class SortedDictionaryMaker<TKey, TValue>() : SequenceCodec<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: false)
    where TKey : notnull
{
    protected override byte Comparer(SortedDictionary<TKey, TValue> value) => Comparers.Code(value.Comparer);

    protected override SortedDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        new(new Dictionary<TKey, TValue>(items), Comparers.Order<TKey>(comparer));
}

internal sealed class SortedListMaker<TKey, TValue>() : SequenceCodec<SortedList<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: false)
    where TKey : notnull
{
    protected override byte Comparer(SortedList<TKey, TValue> value) => Comparers.Code(value.Comparer);

    protected override SortedList<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        new(new Dictionary<TKey, TValue>(items), Comparers.Order<TKey>(comparer));
}

internal sealed class ConcurrentDictionaryMaker<TKey, TValue>() : SequenceCodec<ConcurrentDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: false)
    where TKey : notnull
{
    protected override byte Comparer(ConcurrentDictionary<TKey, TValue> value) => Comparers.Code(value.Comparer);

    protected override ConcurrentDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        new(items, Comparers.Equality<TKey>(comparer));
}

internal sealed class ReadOnlyDictionaryMaker<TKey, TValue>() : SequenceCodec<ReadOnlyDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: false)
    where TKey : notnull
{
    protected override ReadOnlyDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        new(new Dictionary<TKey, TValue>(items));
}

internal sealed class ImmutableDictionaryMaker<TKey, TValue>() : SequenceCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: true)
    where TKey : notnull
{
    protected override byte Comparer(ImmutableDictionary<TKey, TValue> value) => Comparers.Code(value.KeyComparer);

    protected override ImmutableDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        ImmutableDictionary.CreateRange(Comparers.Equality<TKey>(comparer), items);
}

internal sealed class ImmutableSortedDictionaryMaker<TKey, TValue>() : SequenceCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: true)
    where TKey : notnull
{
    protected override byte Comparer(ImmutableSortedDictionary<TKey, TValue> value) => Comparers.Code(value.KeyComparer);

    protected override ImmutableSortedDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        ImmutableSortedDictionary.CreateRange(Comparers.Order<TKey>(comparer), items);
}

internal sealed class FrozenDictionaryMaker<TKey, TValue>() : SequenceCodec<FrozenDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(isImmutable: true)
    where TKey : notnull
{
    protected override byte Comparer(FrozenDictionary<TKey, TValue> value) => Comparers.Code(value.Comparer);

    protected override FrozenDictionary<TKey, TValue> Build(IEnumerable<KeyValuePair<TKey, TValue>> items, byte comparer) =>
        items.ToFrozenDictionary(Comparers.Equality<TKey>(comparer));
}
