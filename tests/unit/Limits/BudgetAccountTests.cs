using Andamento.Api.Limits;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Limits;

/// <summary>How a front door gets, spends, renews and returns a lease.</summary>
public sealed class BudgetAccountTests : IAsyncDisposable
{
    private const string Key = "0123/endpoint";
    private static readonly TimeSpan Beat = Demand.Beat;

    private readonly FrontDoorLimits _door = new();

    public BudgetAccountTests() => _door.Limit(new RateLimitRule(RateLimitKey.Endpoint, 1000));

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task Calls_that_come_seldom_are_asked_for_one_by_one()
    {
        for (var call = 0; call < 20; call++)
        {
            await AdmitAsync();
            _door.Time.Advance(Beat);
        }

        Assert.Equal(Enumerable.Repeat($"admit {Key} 1000/ 0", 20), _door.Story);
    }

    [Fact]
    public async Task Calls_that_come_often_are_leased_and_then_cost_no_message()
    {
        await LeaseAsync();
        _door.Story.Clear();

        for (var call = 0; call < 16; call++) await AdmitAsync();
        Assert.Empty(_door.Story);

        await AdmitAsync(); // the lease is spent, its renewal not due
        Assert.Equal([$"admit {Key} 1000/ 0"], _door.Story);
    }

    [Fact]
    public async Task A_leased_call_is_known_without_waiting()
    {
        await LeaseAsync();

        var admission = _door.AdmitAsync();
        var known = admission.IsCompletedSuccessfully;
        var calls = (await admission).Calls!.Value;

        Assert.Equal((true, 1000, 995), (known, calls.Limit, calls.Standing.Remaining));
    }

    [Fact]
    public async Task A_lease_is_renewed_on_the_beat_for_as_much_as_is_wanted()
    {
        await LeaseAsync();
        for (var call = 0; call < 10; call++) await AdmitAsync();
        _door.Story.Clear();

        await BeatAsync();

        Assert.Equal([$"lease {Key} 40/0 spent 10/0: 50"], _door.Story);
    }

    [Fact]
    public async Task A_lease_that_is_not_used_any_more_goes_back()
    {
        await LeaseAsync();
        await AdmitAsync();
        _door.Story.Clear();

        _door.Time.Advance(Beat);
        await _door.Budget(Key).Returned.WaitAsync().ForAsync("the lease to come back");

        Assert.Equal([$"return {Key} spent 1/0 pending 0"], _door.Story);
    }

    [Fact]
    public async Task A_recalled_lease_goes_back_at_once_and_calls_ask_again()
    {
        await LeaseAsync();
        for (var call = 0; call < 10; call++) await AdmitAsync();
        await SpendElsewhereAsync(950);
        _door.Story.Clear();

        await BeatAsync();
        await _door.Budget(Key).Returned.WaitAsync().ForAsync("the lease to come back");
        for (var call = 0; call < 5; call++) await AdmitAsync();

        Assert.Equal([$"lease {Key} 40/0 spent 10/0: recalled", $"return {Key} spent 10/0 pending 0"], _door.Story.Take(2));
        Assert.Equal(Enumerable.Repeat($"admit {Key} 1000/ 0", 5), _door.Story.Skip(2)); // and no new lease is asked for
    }

    [Fact]
    public void A_lease_that_is_not_renewed_is_not_spent_beyond_its_term()
    {
        var limits = new BudgetLimits(1000, null, Revision: 1);
        var lease = new LocalLease(limits, _door.Time);
        lease.Extend(new() { Recalled = false, Granted = new(5, 0), Term = TimeSpan.FromSeconds(2) }, _door.Time.GetTimestamp());
        Assert.True(lease.TryTake(limits, 0, out _));

        _door.Time.Advance(TimeSpan.FromSeconds(2) + TimeSpan.FromMilliseconds(1));

        Assert.False(lease.TryTake(limits, 0, out _));
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_given_up()
    {
        await LeaseAsync();
        for (var call = 0; call < 10; call++) await AdmitAsync();
        _door.Budget(Key).Failures.Enqueue(new ServingException(FailureKind.Unavailable, "gone"));
        _door.Story.Clear();

        _door.Time.Advance(Beat);
        await _door.Budget(Key).Returned.WaitAsync().ForAsync("the lease to come back");

        Assert.Equal([$"return {Key} spent 10/0 pending 0"], _door.Story);
    }

    [Fact]
    public async Task Another_limit_ends_the_lease_of_the_old_one_at_once()
    {
        await LeaseAsync();
        _door.Limit(new RateLimitRule(RateLimitKey.Endpoint, 500));
        _door.Story.Clear();

        await AdmitAsync();
        _door.Time.Advance(Beat);
        await _door.Budget(Key).Returned.WaitAsync().ForAsync("the lease to come back");

        Assert.Equal($"admit {Key} 500/ 0", _door.Story.First());
    }

    [Fact]
    public async Task When_the_front_door_stops_it_returns_its_leases()
    {
        await LeaseAsync();
        await AdmitAsync();
        _door.Story.Clear();

        await _door.Get<LeaseKeepers>().StopAsync(CancellationToken.None);

        Assert.Equal([$"return {Key} spent 1/0 pending 0"], _door.Story);
    }

    [Fact]
    public async Task A_leased_call_that_another_limit_refuses_goes_back_to_the_lease()
    {
        _door.Limit(new(RateLimitKey.User, 1000), new(RateLimitKey.Endpoint, 4));
        for (var call = 0; call < 4; call++) await AdmitAsync();
        await _door.Budget("0123/user/1").Leased.WaitAsync().ForAsync("the lease");
        await _door.Time.TimerWithinAsync(Beat);

        for (var call = 0; call < 10; call++) Assert.NotNull((await _door.AdmitAsync()).Refusal);
        await _door.Get<LeaseKeepers>().StopAsync(CancellationToken.None);

        Assert.Equal("return 0123/user/1 spent 0/0 pending 0", _door.Story.Last());
    }

    [Fact]
    public async Task Tokens_are_reserved_and_settled_within_the_lease()
    {
        _door.Limit(new RateLimitRule(RateLimitKey.Endpoint, null, 100_000));
        await LeaseAsync(Hundred);
        var charge = (await _door.AdmitAsync(body: Hundred)).Charge!;
        var later = (await _door.AdmitAsync(body: Hundred)).Charge!;
        _door.Story.Clear();

        charge.Answered(new() { Body = default, Usage = new(1, 6) });
        charge.Settle(failure: null);
        await _door.Get<LeaseKeepers>().StopAsync(CancellationToken.None);
        later.Answered(new() { Body = default, Usage = new(2, 0) });
        later.Settle(failure: null);
        await _door.Budget(Key).Settled.WaitAsync().ForAsync("the last settlement");

        Assert.Equal([$"return {Key} spent 2/7 pending 100", $"settle {Key} 0/100 as 2"], _door.Story);
    }

    [Fact]
    public void What_is_settled_while_the_lease_is_on_its_way_back_is_told_with_its_stamp()
    {
        var lease = new LocalLease(new(null, 100_000, 1), _door.Time);
        lease.Extend(new() { Recalled = false, Granted = new(0, 500), Term = TimeSpan.FromSeconds(2) }, _door.Time.GetTimestamp());
        lease.TryTake(new(null, 100_000, 1), 100, out _);

        Assert.Equal(100, lease.End().Pending.Tokens);
        Assert.True(lease.TrySettle(new(0, 100), new(0, 30), out _));

        Assert.Equal([new BudgetSettlement(77, new(0, 100), new(0, 30))], lease.Returned(77));
        Assert.False(lease.TrySettle(new(0, 50), new(0, 1), out var next));
        Assert.Equal(77, next.StampMs);
    }

    private const string Hundred = """{"messages":[],"max_tokens":100}""";

    private async Task AdmitAsync(string body = "{\"messages\":[]}") => Assert.Null((await _door.AdmitAsync(body: body)).Refusal);

    /// <summary>Four calls in a beat: a lease is worth it.</summary>
    private async Task LeaseAsync(string body = "{\"messages\":[]}")
    {
        for (var call = 0; call < 4; call++) await AdmitAsync(body);
        await _door.Budget(Key).Leased.WaitAsync().ForAsync("the lease");
        await _door.Time.TimerWithinAsync(Beat);
    }

    private async Task BeatAsync()
    {
        _door.Time.Advance(Beat);
        await _door.Budget(Key).Leased.WaitAsync().ForAsync("the renewal");
    }

    private async Task SpendElsewhereAsync(int calls)
    {
        for (var call = 0; call < calls; call++)
            await _door.Budget(Key).AdmitAsync(new(1000, null, 1), 0, CancellationToken.None);
    }
}
