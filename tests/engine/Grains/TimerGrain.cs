namespace Andamento.Tests.Engine.Grains;

public interface ITimerGrain : ILocated
{
    /// <summary>Starts a timer that signals "timer {name}" with what it sees at each tick.</summary>
    Task StartAsync(string name, TimerPlan plan);

    Task StopAsync(string name);

    Task ChangeAsync(string name, TimeSpan due, TimeSpan period);

    Task WaitAsync(string gate);

    Task LeaveAsync();
}

[GenerateSerializer]
public sealed record TimerPlan(TimeSpan Due, TimeSpan Period)
{
    [Id(0)]
    public bool Interleave { get; init; }

    [Id(1)]
    public bool KeepAlive { get; init; }

    [Id(2)]
    public bool Throws { get; init; }

    /// <summary>Waits for its token at the first tick.</summary>
    [Id(3)]
    public bool WaitsForToken { get; init; }

    /// <summary>Asks, in each tick, for the next one at once.</summary>
    [Id(4)]
    public bool AsksForMore { get; init; }
}

internal sealed class TimerGrain : LocatedGrain, ITimerGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private bool _waiting;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signal.Send($"left {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public Task StartAsync(string name, TimerPlan plan)
    {
        var options = new GrainTimerCreationOptions
        {
            DueTime = plan.Due, Period = plan.Period, Interleave = plan.Interleave, KeepAlive = plan.KeepAlive,
        };
        _timers[name] = this.RegisterGrainTimer(
            static (state, token) => state.Grain.TickAsync(state.Name, state.Plan, state.Scheduler, token),
            (Grain: this, Name: name, Plan: plan, Scheduler: TaskScheduler.Current),
            options);
        return Task.CompletedTask;
    }

    public Task StopAsync(string name)
    {
        _timers[name].Dispose();
        return Task.CompletedTask;
    }

    public Task ChangeAsync(string name, TimeSpan due, TimeSpan period)
    {
        _timers[name].Change(due, period);
        return Task.CompletedTask;
    }

    public async Task WaitAsync(string gate)
    {
        _waiting = true;
        await Gate.Of(gate).PassAsync();
        _waiting = false;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task TickAsync(string name, TimerPlan plan, TaskScheduler scheduler, CancellationToken cancellationToken)
    {
        Signal.Send($"timer {name}", (TaskScheduler.Current == scheduler, _waiting) switch
        {
            (false, _) => "elsewhere",
            (true, true) => "beside a request",
            (true, false) => "alone",
        });
        if (plan.AsksForMore) _timers[name].Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        if (plan.Throws) throw new InvalidOperationException("a tick failed");
        await Task.Yield(); // what a tick asks for is due before it ends
        if (!plan.WaitsForToken) return;

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Signal.Send($"timer {name}", "cancelled");
        }
    }
}
