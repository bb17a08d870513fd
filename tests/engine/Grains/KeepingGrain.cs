using System.Collections.Concurrent;

namespace Andamento.Tests.Engine.Grains;

public interface IKeepingGrain : ILocated
{
    Task KeepListAsync(List<string> list);

    Task<List<string>> GetListAsync();

    Task KeepBytesAsync(byte[] bytes);

    Task KeepMutableAsync(Mutable message);

    Task KeepParameterAsync([Immutable] byte[] bytes);

    Task KeepMessageAsync(ImmutableMessage message);
}

[GenerateSerializer, Immutable]
public sealed record ImmutableMessage(ReadOnlyMemory<byte> Bytes);

internal sealed class KeepingGrain : LocatedGrain, IKeepingGrain
{
    private List<string> _list = [];

    /// <summary>The very objects that arrived, by the grain's key.</summary>
    public static readonly ConcurrentDictionary<string, object> Kept = new(StringComparer.Ordinal);

    public Task KeepListAsync(List<string> list)
    {
        _list = list;
        return KeepAsync(list);
    }

    public Task<List<string>> GetListAsync() => Task.FromResult(_list);

    public Task KeepBytesAsync(byte[] bytes) => KeepAsync(bytes);

    public Task KeepMutableAsync(Mutable message) => KeepAsync(message);

    public Task KeepParameterAsync(byte[] bytes) => KeepAsync(bytes);

    public Task KeepMessageAsync(ImmutableMessage message) => KeepAsync(message);

    private Task KeepAsync(object argument)
    {
        Kept[this.GetPrimaryKeyString()] = argument;
        return Task.CompletedTask;
    }
}
