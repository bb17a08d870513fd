using Orleans.Concurrency;

namespace Andamento.Tests.Engine.Grains;

public interface IInterleavingGrain : ILocated
{
    Task WaitAsync(string gate);

    [ReadOnly]
    Task ReadAsync(string gate);

    /// <summary>How many ordinary requests and reads have begun so far.</summary>
    [AlwaysInterleave]
    Task<int> GetBegunAsync();
}

internal sealed class InterleavingGrain : LocatedGrain, IInterleavingGrain
{
    private int _begun;

    public Task WaitAsync(string gate)
    {
        _begun++;
        return Gate.Of(gate).PassAsync();
    }

    public Task ReadAsync(string gate)
    {
        _begun++;
        return Gate.Of(gate).PassAsync();
    }

    public Task<int> GetBegunAsync() => Task.FromResult(_begun);
}
