namespace Andamento.Tests.Engine.Rules.Samples;

internal interface ISound : IAddressable
{
    [Alias("a")]
    Task DoAsync(string text, CancellationToken cancellationToken);

    [Alias("b"), AlwaysInterleave]
    ValueTask<IReadOnlySound> AskAsync(SoundMessage message);

    IAsyncEnumerable<SoundMessage[]> StreamAsync();

    void Tell(int? number);
}

internal interface IReadOnlySound : IAddressable;

internal interface IReturnsInt : IAddressable
{
    int Count();
}

internal interface IHasProperty : IAddressable
{
    int Size { get; }
}

internal interface IHasIndexer : IAddressable
{
    int this[int index] { get; }
}

internal interface IHasEvent : IAddressable
{
    event EventHandler Changed;
}

internal interface ITakesRef : IAddressable
{
    Task DoAsync(ref int value);
}

internal interface ITakesSpan : IAddressable
{
    Task DoAsync(ReadOnlySpan<byte> bytes);
}

internal interface ITakesDynamic : IAddressable
{
    Task DoAsync(dynamic value);
}

internal interface ITakesTwoTokens : IAddressable
{
    Task DoAsync(CancellationToken first, CancellationToken second);
}

internal interface IDoubleAlias : IAddressable
{
    [Alias("same")]
    Task OneAsync();

    [Alias("same")]
    Task TwoAsync();
}

[GenerateSerializer]
internal sealed class SerializableGrain : IReadOnlySound;

[Alias("grain")]
internal sealed class AliasedGrain : IReadOnlySound;

[Alias("one")]
internal interface IFirstOfAlias : IAddressable;

[Alias("one")]
internal interface ISecondOfAlias : IAddressable;

internal sealed class MarkedGrain : IReadOnlySound
{
    [AlwaysInterleave]
    public Task DoAsync() => Task.CompletedTask;
}

internal sealed class SoundGrain : IReadOnlySound;
