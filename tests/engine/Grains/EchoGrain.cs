namespace Andamento.Tests.Engine.Grains;

/// <summary>Gives back what it got: every message makes the journey twice.</summary>
public interface IEchoGrain : ILocated
{
    Task<Primitives> EchoAsync(Primitives message);

    Task<Values> EchoAsync(Values message);

    Task<Optionals> EchoAsync(Optionals message);

    Task<WithPropertyIds> EchoAsync(WithPropertyIds message);

    Task<WithBody> EchoAsync(WithBody message);

    Task<GetOnly> EchoAsync(GetOnly message);

    Task<Mutable?> EchoAsync(Mutable? message);

    ValueTask<Place> EchoAsync(Place message);

    ValueTask<MutablePlace> EchoAsync(MutablePlace message);

    Task<Page<Place>> EchoAsync(Page<Place> message);

    Task<Page<Page<string>>> EchoAsync(Page<Page<string>> message);

    Task<Outer.Inner> EchoAsync(Outer.Inner message);

    Task<Shape> EchoAsync(Shape message);

    Task<List<Shape?>> EchoAsync(List<Shape?> message);

    Task<Buffers> EchoAsync(Buffers message);

    Task<byte[]> EchoAsync(byte[] message);

    Task<Collections> EchoAsync(Collections message);

    Task<ImmutableCollections> EchoAsync(ImmutableCollections message);

    Task<Tuples> EchoAsync(Tuples message);

    Task<Envelope> EchoAsync(Envelope message);

    Task<string?> EchoManyAsync(int number, string? text, Colour colour, Uri? uri);
}

internal sealed class EchoGrain : LocatedGrain, IEchoGrain
{
    public Task<Primitives> EchoAsync(Primitives message) => Task.FromResult(message);

    public Task<Values> EchoAsync(Values message) => Task.FromResult(message);

    public Task<Optionals> EchoAsync(Optionals message) => Task.FromResult(message);

    public Task<WithPropertyIds> EchoAsync(WithPropertyIds message) => Task.FromResult(message);

    public Task<WithBody> EchoAsync(WithBody message) => Task.FromResult(message);

    public Task<GetOnly> EchoAsync(GetOnly message) => Task.FromResult(message);

    public Task<Mutable?> EchoAsync(Mutable? message) => Task.FromResult(message);

    public ValueTask<Place> EchoAsync(Place message) => ValueTask.FromResult(message);

    public ValueTask<MutablePlace> EchoAsync(MutablePlace message) => ValueTask.FromResult(message);

    public Task<Page<Place>> EchoAsync(Page<Place> message) => Task.FromResult(message);

    public Task<Page<Page<string>>> EchoAsync(Page<Page<string>> message) => Task.FromResult(message);

    public Task<Outer.Inner> EchoAsync(Outer.Inner message) => Task.FromResult(message);

    public Task<Shape> EchoAsync(Shape message) => Task.FromResult(message);

    public Task<List<Shape?>> EchoAsync(List<Shape?> message) => Task.FromResult(message);

    public Task<Buffers> EchoAsync(Buffers message) => Task.FromResult(message);

    public Task<byte[]> EchoAsync(byte[] message) => Task.FromResult(message);

    public Task<Collections> EchoAsync(Collections message) => Task.FromResult(message);

    public Task<ImmutableCollections> EchoAsync(ImmutableCollections message) => Task.FromResult(message);

    public Task<Tuples> EchoAsync(Tuples message) => Task.FromResult(message);

    public Task<Envelope> EchoAsync(Envelope message) => Task.FromResult(message);

    public Task<string?> EchoManyAsync(int number, string? text, Colour colour, Uri? uri) =>
        Task.FromResult<string?>($"{number} {text ?? "null"} {colour} {uri?.Host ?? "null"}");
}
