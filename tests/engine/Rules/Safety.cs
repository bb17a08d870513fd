using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Andamento.Tests.Engine.Rules;

/// <summary>The types that both engines carry; anything else needs [GenerateSerializer].</summary>
internal static class Safety
{
    private static readonly FrozenSet<Type> Values = FrozenSet.ToFrozenSet(
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string), typeof(Half), typeof(Int128),
        typeof(UInt128), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Uri), typeof(Version),
    ]);

    private static readonly FrozenSet<Type> Containers = FrozenSet.ToFrozenSet(
    [
        typeof(Nullable<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>),
        typeof(Queue<>), typeof(KeyValuePair<,>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableQueue<>),
        typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ]);

    /// <summary>The types inside this one that cannot travel, each as "its name, why".</summary>
    public static IEnumerable<string> Objections(Type type)
    {
        if (type.IsGenericParameter || type.IsEnum || Values.Contains(type)) return [];
        if (type.IsArray) return Objections(type.GetElementType()!);
        if (type.IsInterface && type.IsAddressable()) return [];

        var inner = type.GetGenericArguments().SelectMany(Objections);
        if (type.Has("GenerateSerializer") || IsTuple(type)) return inner;
        if (type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition())) return inner;
        if (IsEngines(type)) return [];
        return [$"{type.Title()}, {Reason(type)}"];
    }

    private static string Reason(Type type) =>
        type == typeof(object) ? "which says nothing about what arrives"
        : typeof(Delegate).IsAssignableFrom(type) ? "which is code"
        : type.IsInterface ? "which may hide a type that no serializer knows"
        : "which has no serializer";

    private static bool IsTuple(Type type) => typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type);

    /// <summary>Ids and addresses of the engine itself.</summary>
    private static bool IsEngines(Type type) => type.Namespace is "Orleans.Runtime" && type.Name is "GrainId" or "SiloAddress" or "GrainType";
}
