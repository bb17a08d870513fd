using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Budgets;

public sealed class BudgetTests
{
    private const long MinuteMs = 60_000;

    private readonly Budget _budget = new();

    [Fact]
    public void The_limit_is_admitted_and_not_one_call_more()
    {
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Admit(Calls(3)).Admitted));
        Assert.Equal(0, Admit(Calls(3)).Calls.Remaining);
    }

    [Fact]
    public void A_refused_call_does_not_count()
    {
        for (var call = 0; call < 10; call++) Admit(Calls(2), nowMs: call);

        Assert.True(Admit(Calls(3), nowMs: 10).Admitted);
    }

    [Fact]
    public void What_is_reserved_holds_others_off_until_it_is_settled()
    {
        var first = Admit(Tokens(100), tokens: 100);
        Assert.False(Admit(Tokens(100), tokens: 1).Admitted);

        _budget.Settle(new(first.StampMs, new(0, 100), new(0, 30)), nowMs: 5);

        Assert.Equal(70 - 20, Admit(Tokens(100), tokens: 20, nowMs: 5).Tokens.Remaining);
    }

    [Fact]
    public void A_reservation_larger_than_the_budget_passes_while_something_is_left()
    {
        Assert.True(Admit(Tokens(100), tokens: 5000).Admitted);
        Assert.False(Admit(Tokens(100), tokens: 1).Admitted);
    }

    [Fact]
    public void Tokens_count_as_used_when_the_call_ends()
    {
        var stream = Admit(Tokens(100), tokens: 10);

        _budget.Settle(new(stream.StampMs, new(0, 10), new(0, 100)), nowMs: 3 * MinuteMs); // its reservation has long left

        Assert.False(Admit(Tokens(100), nowMs: 4 * MinuteMs).Admitted);
        Assert.True(Admit(Tokens(100), nowMs: (4 * MinuteMs) + 1).Admitted);
    }

    [Fact]
    public void A_reservation_that_nobody_settles_stands_until_it_leaves_the_window()
    {
        Admit(Tokens(100), tokens: 100);

        Assert.False(Admit(Tokens(100), nowMs: MinuteMs).Admitted);
        Assert.True(Admit(Tokens(100), nowMs: MinuteMs + 1).Admitted);
    }

    [Fact]
    public void Of_calls_and_tokens_the_stricter_wins()
    {
        var limits = new BudgetLimits(2, 100, Revision: 1);

        Assert.True(Admit(limits, tokens: 10).Admitted);
        Assert.True(Admit(limits, tokens: 10).Admitted);
        Assert.Equal((0, 80), Remaining(Admit(limits, tokens: 10)));
        Assert.False(Admit(limits with { Calls = 10, Tokens = 20, Revision = 2 }).Admitted);
    }

    [Fact]
    public void Limits_change_at_once_and_what_was_counted_stays_counted()
    {
        for (var call = 0; call < 5; call++) Admit(Calls(5));
        Assert.False(Admit(Calls(5)).Admitted);

        Assert.Equal((true, 0), (Admit(Calls(6, revision: 2)) is { } raised ? (raised.Admitted, (int)raised.Calls.Remaining) : default));
        Assert.False(Admit(Calls(3, revision: 3)).Admitted);
    }

    [Fact]
    public void A_front_door_that_lags_behind_brings_no_old_limit_back()
    {
        Admit(Calls(1, revision: 2));

        Assert.False(Admit(Calls(100, revision: 1)).Admitted);
    }

    [Fact]
    public void A_call_that_is_given_back_makes_room()
    {
        var call = Admit(Calls(1));

        _budget.Settle(new(call.StampMs, new(1, 0), default), nowMs: 0);

        Assert.True(Admit(Calls(1)).Admitted);
        Assert.False(Admit(Calls(1)).Admitted);
    }

    [Fact]
    public void A_restored_budget_knows_both_windows()
    {
        Admit(new(5, 100, 1), tokens: 100);
        var restored = new Budget();

        restored.Restore(_budget.Save(), nowMs: 10);

        Assert.False(restored.Admit(Tokens(100), 0, nowMs: 10)!.Value.Admitted);
        Assert.False(restored.Admit(Calls(1, revision: 2), 0, nowMs: 10)!.Value.Admitted);
    }

    private static BudgetLimits Calls(long calls, long revision = 1) => new(calls, null, revision);

    private static BudgetLimits Tokens(long tokens) => new(null, tokens, Revision: 1);

    private static (long, long) Remaining(RateLimitDecision decision) => (decision.Calls.Remaining, decision.Tokens.Remaining);

    private RateLimitDecision Admit(BudgetLimits limits, long tokens = 0, long nowMs = 0) => _budget.Admit(limits, tokens, nowMs)!.Value;
}
