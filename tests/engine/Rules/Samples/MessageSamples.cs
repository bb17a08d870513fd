using System.Collections.Immutable;

namespace Andamento.Tests.Engine.Rules.Samples;

[GenerateSerializer]
internal sealed record SoundMessage(string Name, ImmutableArray<(int, DateOnly?)> Items)
{
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    [NonSerialized]
    public int Scratch;

    public int Size => Body.Length;
}

[GenerateSerializer]
internal sealed record SoundNumbered([property: Id(0)] Uri Address, [property: Id(1)] Dictionary<string, SoundMessage?> Parts);

[GenerateSerializer]
internal sealed class SoundException(string message) : Exception(message)
{
    [Id(0)]
    public int Code { get; init; }
}

[GenerateSerializer]
internal readonly record struct SoundStruct(double X, IReadOnlySound Grain);

[GenerateSerializer]
internal sealed class UnnumberedProperty
{
    public int Size { get; set; }
}

[GenerateSerializer]
internal sealed class UnnumberedField
{
    public int Size = 1;
}

[GenerateSerializer]
internal sealed record UnnumberedBody(string Name)
{
    public int Size { get; init; }
}

[GenerateSerializer]
internal sealed class UnnumberedException : Exception
{
    public int Code { get; init; }
}

[GenerateSerializer]
internal sealed record HalfNumbered([property: Id(0)] string Name, int Size);

[GenerateSerializer]
internal sealed class DoubleId
{
    [Id(1)]
    public int One { get; set; }

    [Id(1)]
    public int Two { get; set; }
}

[GenerateSerializer]
internal sealed class ComputedId
{
    [Id(0)]
    public int Three => 3;
}

[GenerateSerializer]
internal sealed class KeepsParameter(int size)
{
    public int Twice() => size * 2;
}

internal static class Shelter
{
    public static Type Hidden => typeof(PrivateMessage);

    [GenerateSerializer]
    private sealed class PrivateMessage;
}
