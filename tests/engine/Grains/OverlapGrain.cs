using Orleans.Concurrency;

namespace Andamento.Tests.Engine.Grains;

public interface IOverlapGrain : ILocated
{
    /// <summary>Runs several turns and says whether another turn ran at the same time as one of them.</summary>
    Task<bool> RunTurnsAsync();

    Task WaitAsync(string gate);

    Task<int> GetRunningAsync();
}

[Reentrant] // the point of its tests
internal sealed class OverlapGrain : LocatedGrain, IOverlapGrain
{
    private int _running;
    private int _inTurn;

    public async Task<bool> RunTurnsAsync()
    {
        var overlapped = false;
        for (var turn = 0; turn < 20; turn++)
        {
            overlapped |= Interlocked.Exchange(ref _inTurn, 1) is 1;
            Thread.SpinWait(200);
            Volatile.Write(ref _inTurn, 0);
            await Task.Yield();
        }

        return overlapped;
    }

    public async Task WaitAsync(string gate)
    {
        _running++;
        await Gate.Of(gate).PassAsync();
        _running--;
    }

    public Task<int> GetRunningAsync() => Task.FromResult(_running);
}
