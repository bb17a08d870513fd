namespace Andamento.Tests.Engine.Grains;

public interface ITurnGrain : ILocated
{
    /// <summary>Reads, lets go of the thread, writes: loses updates unless requests run one at a time.</summary>
    Task AddAsync();

    Task<int> GetCountAsync();

    Task WaitAsync(string gate);

    Task<SchedulerReport> CompareSchedulersAsync();
}

[GenerateSerializer]
public sealed record SchedulerReport(bool OwnScheduler, bool AfterYield, bool AfterDelay, bool InsideRun, bool AfterRun);

internal sealed class TurnGrain : LocatedGrain, ITurnGrain
{
    private int _count;

    public async Task AddAsync()
    {
        var before = _count;
        await Task.Yield();
        _count = before + 1;
    }

    public Task<int> GetCountAsync() => Task.FromResult(_count);

    public Task WaitAsync(string gate) => Gate.Of(gate).PassAsync();

    public async Task<SchedulerReport> CompareSchedulersAsync()
    {
        var mine = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current == mine;
        await Task.Delay(1); // nobody waits for time to pass: a timer is another way to resume, from a thread of the pool
        var afterDelay = TaskScheduler.Current == mine;
        var insideRun = await Task.Run(() => TaskScheduler.Current == mine);
        return new(mine != TaskScheduler.Default, afterYield, afterDelay, insideRun, TaskScheduler.Current == mine);
    }
}
