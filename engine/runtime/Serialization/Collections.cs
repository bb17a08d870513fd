using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Orleans.Standin;

/// <summary>The collections of the base class library, each told how to list its items and how to be built from them.</summary>
internal static class Collections
{
    private static readonly Dictionary<Type, Type> Makers = new()
    {
        [typeof(List<>)] = typeof(ListCodec<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCodec<,>),
        [typeof(HashSet<>)] = typeof(SetMaker<>),
        [typeof(SortedSet<>)] = typeof(SortedSetMaker<>),
        [typeof(Queue<>)] = typeof(QueueMaker<>),
        [typeof(Stack<>)] = typeof(StackMaker<>),
        [typeof(LinkedList<>)] = typeof(LinkedListMaker<>),
        [typeof(ConcurrentQueue<>)] = typeof(ConcurrentQueueMaker<>),
        [typeof(ReadOnlyCollection<>)] = typeof(ReadOnlyCollectionMaker<>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryMaker<,>),
        [typeof(SortedList<,>)] = typeof(SortedListMaker<,>),
        [typeof(ConcurrentDictionary<,>)] = typeof(ConcurrentDictionaryMaker<,>),
        [typeof(ReadOnlyDictionary<,>)] = typeof(ReadOnlyDictionaryMaker<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListMaker<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetMaker<>),
        [typeof(ImmutableSortedSet<>)] = typeof(ImmutableSortedSetMaker<>),
        [typeof(ImmutableQueue<>)] = typeof(ImmutableQueueMaker<>),
        [typeof(ImmutableStack<>)] = typeof(ImmutableStackMaker<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryMaker<,>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedDictionaryMaker<,>),
        [typeof(FrozenDictionary<,>)] = typeof(FrozenDictionaryMaker<,>),
        [typeof(FrozenSet<>)] = typeof(FrozenSetMaker<>),
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
    };

    private static readonly ConcurrentDictionary<Type, Type> PublicTypes = new();

    public static Codec? TryGet(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (Makers.TryGetValue(definition, out var maker))
        {
            return Codecs.Create(maker, arguments);
        }

        if (definition == typeof(KeyValuePair<,>) || definition.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
        {
            return Codecs.Create(typeof(StructCodec<>), type, [MemberLayout.AllFields(type)]);
        }

        if (definition.FullName.StartsWith("System.Tuple`", StringComparison.Ordinal))
        {
            return Codecs.Create(typeof(ObjectCodec<>), type, [MemberLayout.AllFields(type)]);
        }

        return null;
    }

    /// <summary>Frozen collections and references have many classes: what travels is the public one they derive from.</summary>
    public static Type PublicType(Type type) => PublicTypes.GetOrAdd(type, static type =>
    {
        if (typeof(GrainReference).IsAssignableFrom(type))
        {
            return typeof(GrainReference);
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level.IsConstructedGenericType && level.GetGenericTypeDefinition() is var definition
                && (definition == typeof(FrozenDictionary<,>) || definition == typeof(FrozenSet<>)))
            {
                return level;
            }
        }

        return type;
    });
}

internal sealed class NullableCodec<T> : Codec<T?>
    where T : struct
{
    private readonly Codec<T> _value = Codecs.Get<T>();

    public override bool IsShallow => _value.IsShallow;

    public override void Write(WireWriter writer, T? value)
    {
        writer.Byte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue)
        {
            _value.Write(writer, value.GetValueOrDefault());
        }
    }

    public override T? Read(WireReader reader) => reader.Byte() == 0 ? null : _value.Read(reader);

    public override T? Copy(T? value, CopyContext context) => value.HasValue ? _value.Copy(value.GetValueOrDefault(), context) : null;
}

internal sealed class ImmutableArrayCodec<T> : Codec<ImmutableArray<T>>
{
    private readonly Codec<T[]> _items = Codecs.Get<T[]>();
    private readonly Codec<T> _item = Codecs.Get<T>();

    public override bool IsShallow => _item.IsShallow;

    public override void Write(WireWriter writer, ImmutableArray<T> value) =>
        _items.Write(writer, System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(value)!);

    public override ImmutableArray<T> Read(WireReader reader) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(_items.Read(reader));

    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(
            _items.Copy(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(value)!, context));
}
