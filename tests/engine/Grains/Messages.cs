using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Andamento.Tests.Engine.Grains;

public enum Colour : byte
{
    Red,
    Green = 7,
}

[GenerateSerializer]
public sealed record Primitives(
    bool Bool, byte Byte, sbyte SByte, short Short, ushort UShort, int Int, uint UInt, long Long, ulong ULong,
    float Float, double Double, decimal Decimal, char Char, string String);

[GenerateSerializer]
public sealed record Values(
    Guid Guid, DateTime DateTime, DateTimeOffset Offset, TimeSpan Span, DateOnly Day, TimeOnly Time, Uri Uri,
    Version Version, Colour Colour, Int128 Wide, Half Half);

[GenerateSerializer]
public sealed record Optionals(int? Number, Guid? Id, DateTimeOffset? When, Colour? Colour, string? Text, Primitives? Nested);

[GenerateSerializer]
public sealed record WithPropertyIds([property: Id(3)] string Name, [property: Id(1)] int Size)
{
    [Id(0)]
    public string? Note { get; init; }
}

[GenerateSerializer]
public sealed record WithBody(string Name)
{
    [Id(0)]
    public required int Size { get; init; }

    [NonSerialized]
    public int Scratch = 0;

    public int Twice => Size * 2;
}

[GenerateSerializer]
public sealed class GetOnly(string name, int size)
{
    [Id(1)]
    private readonly int _size = size;

    [Id(0)]
    public string Name { get; } = name;

    public int Size() => _size;
}

[GenerateSerializer]
public sealed class Mutable
{
    [Id(0)]
    public string Name { get; set; } = "unset";

    [Id(1)]
    public List<string> Tags { get; set; } = [];
}

[GenerateSerializer]
public readonly record struct Place(double Latitude, double Longitude);

[GenerateSerializer]
public record struct MutablePlace
{
    [Id(0)]
    public int Line { get; set; }
}

[GenerateSerializer]
public sealed record Page<T>(ImmutableArray<T> Items, string? Next);

public static class Outer
{
    [GenerateSerializer]
    public sealed record Inner(int Depth, Inner? Next);
}

[GenerateSerializer]
public abstract record Shape([property: Id(0)] string Name);

[GenerateSerializer]
public sealed record Circle(string Name, [property: Id(0)] double Radius) : Shape(Name);

[GenerateSerializer]
public sealed record Square(string Name, [property: Id(0)] double Side) : Shape(Name);

[GenerateSerializer]
public sealed record Buffers(byte[] Array, ReadOnlyMemory<byte> ReadOnly, Memory<byte> Memory);

[GenerateSerializer]
public sealed record Collections(
    List<int> List, string[] Array, int[][] Jagged, Dictionary<string, int> Dictionary, HashSet<string> Set,
    Queue<int> Queue, IReadOnlyList<string> ReadOnlyList, IReadOnlyDictionary<string, int> ReadOnlyDictionary);

[GenerateSerializer]
public sealed record ImmutableCollections(
    ImmutableArray<int> Array, ImmutableList<string> List, ImmutableDictionary<string, int> Dictionary,
    ImmutableHashSet<string> Set, FrozenDictionary<string, int> FrozenDictionary, FrozenSet<string> FrozenSet);

[GenerateSerializer]
public sealed record Tuples((int Number, string Text) Value, Tuple<int, string> Reference, (int, (string, Guid)) Nested);

[GenerateSerializer]
public sealed record Envelope(object Content);

/// <summary>No attribute: no serializer knows it.</summary>
public sealed class Stranger;
