namespace Andamento.Tests.Engine;

/// <summary>A timer ticks as the grain, and only as long as the grain lives.</summary>
[Collection(SharedCluster.Name)]
public sealed class TimerTests(SharedCluster cluster)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ITimerGrain _grain = cluster.Client.GetGrain<ITimerGrain>(Key.New());
    private readonly string _timer = Key.New();

    [Fact]
    public async Task A_timer_ticks_again_and_again_on_its_grains_scheduler()
    {
        await _grain.StartAsync(_timer, new(Soon, Soon));

        for (var tick = 0; tick < 3; tick++) Assert.Equal("alone", await TickAsync());
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await _grain.StartAsync(_timer, new(Soon, Never));
        Assert.Equal("alone", await TickAsync());

        await OthersTickAsync();

        Assert.Equal(0, Signal.Pending($"timer {_timer}"));
    }

    [Fact]
    public async Task A_timer_may_be_due_at_once()
    {
        await _grain.StartAsync(_timer, new(TimeSpan.Zero, Never));

        Assert.Equal("alone", await TickAsync());
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await _grain.StartAsync(_timer, new(Soon, Soon));
        await TickAsync();

        await _grain.StopAsync(_timer);
        var before = Signal.Pending($"timer {_timer}");
        await OthersTickAsync();

        Assert.Equal(before, Signal.Pending($"timer {_timer}"));
    }

    [Fact]
    public async Task A_timer_can_be_changed()
    {
        await _grain.StartAsync(_timer, new(TimeSpan.FromHours(1), Never));

        await _grain.ChangeAsync(_timer, Soon, Soon);

        Assert.Equal("alone", await TickAsync());
        Assert.Equal("alone", await TickAsync());
    }

    [Fact]
    public async Task A_tick_may_ask_for_the_next_one_at_once()
    {
        await _grain.StartAsync(_timer, new(Soon, Never) { AsksForMore = true, Interleave = true });

        for (var tick = 0; tick < 20; tick++) Assert.Equal("alone", await TickAsync());

        await _grain.StopAsync(_timer);
    }

    [Fact]
    public async Task Changing_a_timer_that_has_ended_does_nothing()
    {
        await _grain.StartAsync(_timer, new(TimeSpan.FromHours(1), Never));
        await _grain.StopAsync(_timer);

        await _grain.ChangeAsync(_timer, TimeSpan.Zero, Soon);
        await OthersTickAsync();

        Assert.Equal(0, Signal.Pending($"timer {_timer}"));
    }

    [Fact]
    public async Task A_timer_waits_for_the_request_that_runs()
    {
        var gate = Key.New();
        await _grain.StartAsync(_timer, new(Soon, Soon));
        await TickAsync();

        var waiting = _grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();
        await OthersTickAsync();
        Gate.Of(gate).Open();
        await waiting;

        for (var tick = 0; tick < 5; tick++) Assert.Equal("alone", await TickAsync());
    }

    [Fact]
    public async Task An_interleaving_timer_ticks_beside_a_request()
    {
        var gate = Key.New();
        await _grain.StartAsync(_timer, new(Soon, Soon) { Interleave = true });
        var waiting = _grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();

        while (await TickAsync() is not "beside a request")
        {
        }

        Gate.Of(gate).Open();
        await waiting;
    }

    [Fact]
    public async Task A_tick_that_throws_is_not_the_last()
    {
        await _grain.StartAsync(_timer, new(Soon, Soon) { Throws = true });

        for (var tick = 0; tick < 3; tick++) Assert.Equal("alone", await TickAsync());
    }

    [Fact]
    public async Task Disposing_a_timer_cancels_the_token_of_the_tick_that_runs()
    {
        await _grain.StartAsync(_timer, new(Soon, Never) { Interleave = true, WaitsForToken = true });
        await TickAsync();

        await _grain.StopAsync(_timer);

        Assert.Equal("cancelled", await TickAsync());
    }

    [Fact]
    public async Task Deactivating_a_grain_ends_its_timers()
    {
        await _grain.StartAsync(_timer, new(Soon, Soon));
        await TickAsync();

        await _grain.LeaveAsync();
        await Signal.NextAsync($"left {_grain.GetPrimaryKeyString()}");
        await OthersTickAsync();
        var before = Signal.Pending($"timer {_timer}");
        await OthersTickAsync();

        Assert.Equal(before, Signal.Pending($"timer {_timer}"));
    }

    private Task<string> TickAsync() => Signal.NextAsync($"timer {_timer}");

    /// <summary>Time passes: another grain's timer of the same period ticks several times.</summary>
    private async Task OthersTickAsync()
    {
        var other = Key.New();
        await cluster.Client.GetGrain<ITimerGrain>(Key.New()).StartAsync(other, new(Soon, Soon));
        for (var tick = 0; tick < 5; tick++) await Signal.NextAsync($"timer {other}");
    }
}
