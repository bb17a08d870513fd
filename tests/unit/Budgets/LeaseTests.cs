using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Budgets;

public sealed class LeaseTests
{
    private const long MinuteMs = 60_000;
    private const long TermMs = 2000;
    private static readonly BudgetLimits Thousand = new(1000, null, Revision: 1);
    private static readonly Guid Mine = Guid.NewGuid();
    private static readonly Guid Theirs = Guid.NewGuid();

    private readonly Budget _budget = new();

    [Fact]
    public void A_wish_is_granted_up_to_a_quarter_of_what_is_free()
    {
        Assert.Equal(100, Lease(Mine, wish: 100).Granted.Calls);
        Assert.Equal(225, Lease(Theirs, wish: 5000).Granted.Calls); // of 900
        Assert.Equal(100, Lease(Mine, wish: 100).Granted.Calls); // it has that in hand
    }

    [Fact]
    public void Small_budgets_and_those_nearly_used_up_lease_nothing()
    {
        Assert.True(_budget.Lease(new(99, null, 1), Report(Mine), new(10, 0), 0).Recalled);
        Assert.True(_budget.Lease(new(null, 9_999, 1), Report(Mine), new(10, 10), 0).Recalled);
        Assert.True(_budget.Lease(new(1_000_000, 9_999, 1), Report(Mine), new(10, 10), 0).Recalled);

        Call(901);

        Assert.True(Lease(Mine, wish: 10).Recalled);
    }

    [Fact]
    public void What_is_leased_is_taken()
    {
        Lease(Mine, wish: 250);

        Call(750);

        Assert.Null(_budget.Admit(Thousand, 0, nowMs: 0));
    }

    [Fact]
    public void A_call_that_fits_only_if_leases_come_back_waits_for_them_and_recalls_them()
    {
        Lease(Mine, wish: 250);
        Call(750);

        Assert.Null(_budget.Admit(Thousand, 0, nowMs: 10));
        Assert.True(Lease(Mine, spent: 240, wish: 250, nowMs: 20).Recalled);
        _budget.Return(Report(Mine, spent: 249), nowMs: 30);

        Assert.True(_budget.Admit(Thousand, 0, nowMs: 30)!.Value.Admitted);
        Assert.False(_budget.Admit(Thousand, 0, nowMs: 30)!.Value.Admitted);
    }

    [Fact]
    public void A_call_that_does_not_fit_anyhow_is_refused_without_waiting()
    {
        Lease(Mine, wish: 250);
        Call(750);

        Assert.False(_budget.Admit(new(700, null, Revision: 2), 0, nowMs: 0)!.Value.Admitted);
    }

    [Fact]
    public void After_a_recall_leases_are_granted_again_once_all_have_come_back()
    {
        Lease(Mine, wish: 100);
        Lease(Theirs, wish: 100);
        Call(800);
        _budget.Admit(Thousand, 0, nowMs: 0);

        _budget.Return(Report(Mine), nowMs: 1);
        Assert.True(Lease(Guid.NewGuid(), wish: 10, limits: Thousand with { Calls = 10_000, Revision = 2 }).Recalled);
        _budget.Return(Report(Theirs), nowMs: 1);

        Assert.False(Lease(Guid.NewGuid(), wish: 10, limits: Thousand with { Calls = 10_000, Revision = 2 }).Recalled);
    }

    [Fact]
    public void A_lease_that_is_neither_renewed_nor_returned_counts_as_spent()
    {
        Lease(Mine, wish: 250);
        Call(750);
        Assert.Null(_budget.Admit(Thousand, 0, TermMs - 1));

        Assert.False(_budget.Admit(Thousand, 0, TermMs)!.Value.Admitted);
        Assert.True(Lease(Mine, spent: 10, wish: 100, nowMs: TermMs + 1).Recalled);
    }

    [Fact]
    public void A_holder_who_speaks_too_late_still_gives_back_what_was_not_spent()
    {
        Lease(Mine, wish: 250);
        Call(750);
        _budget.Admit(Thousand, 0, TermMs);

        _budget.Return(Report(Mine, spent: 249), TermMs + 500);

        Assert.True(_budget.Admit(Thousand, 0, TermMs + 500)!.Value.Admitted);
        Assert.False(_budget.Admit(Thousand, 0, TermMs + 500)!.Value.Admitted);
    }

    [Fact]
    public void Calls_from_a_lease_count_from_when_they_are_reported_never_earlier()
    {
        Lease(Mine, wish: 250);
        _budget.Return(Report(Mine, spent: 250), nowMs: 1000);

        Assert.Equal((750, 1000), (Room(MinuteMs + 1000), Room(MinuteMs + 1001)));
    }

    [Fact]
    public void A_call_that_is_given_back_to_its_lease_after_a_report_counts_no_more()
    {
        Lease(Mine, wish: 100);
        Lease(Mine, spent: 10, wish: 100, nowMs: 100);

        _budget.Return(Report(Mine, spent: 9), nowMs: 200);

        Assert.Equal(991, Room(nowMs: 200));
    }

    [Fact]
    public void Tokens_pending_in_a_lease_are_reserved_when_it_ends_and_settled_by_its_stamp()
    {
        var limits = new BudgetLimits(null, 10_000, Revision: 1);
        _budget.Lease(limits, Report(Mine), new(0, 2000), nowMs: 0);

        var stamp = _budget.Return(new(Mine, new(3, 300), new(0, 900)), nowMs: 10);
        Assert.Equal(10_000 - 300 - 900, _budget.Admit(limits, 0, nowMs: 20)!.Value.Tokens.Remaining);
        _budget.Settle(new(stamp, new(0, 900), new(0, 100)), nowMs: 30);

        Assert.Equal(10_000 - 300 - 100, _budget.Admit(limits, 0, nowMs: 40)!.Value.Tokens.Remaining);
    }

    [Fact]
    public void A_lease_outlives_the_grains_activation()
    {
        Lease(Mine, wish: 250);
        Lease(Mine, spent: 50, wish: 250, nowMs: 100);
        Call(700, nowMs: 100);
        var next = new Budget();
        next.Restore(_budget.Save(), nowMs: 1000);

        Assert.Null(next.Admit(Thousand with { Calls = 950 }, 0, nowMs: 1000));
        next.Return(Report(Mine, spent: 60), nowMs: 1100); // ten more than the stored report

        Assert.Equal(1000 - 760 - 1, next.Admit(Thousand, 0, nowMs: 1100)!.Value.Calls.Remaining);
    }

    [Fact]
    public void A_lease_that_nobody_knows_is_not_renewed()
    {
        Assert.True(Lease(Mine, spent: 5, wish: 10).Recalled);
        Assert.Equal(1000, Room(nowMs: 0));
    }

    /// <summary>Plays front doors that lease, spend, fall silent and die, and counts what really passes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void No_60_seconds_ever_hold_more_than_the_limit_whatever_holders_do(int seed)
    {
        var random = new Random(seed);
        var limits = new BudgetLimits(random.Next(100, 400), null, Revision: 1);
        var passed = new List<long>();
        var budget = _budget;
        var doors = Enumerable.Range(0, 5).Select(_ => new Door()).ToArray();
        for (var now = 0L; now < 6 * MinuteMs; now += random.Next(1, 60))
        {
            foreach (var door in doors)
            {
                for (var calls = random.Next(0, 4); calls > 0; calls--)
                {
                    if (door.TrySpend(now) || budget.Admit(limits, 0, now) is { Admitted: true }) passed.Add(now);
                }

                if (random.Next(8) is 0) door.Beat(budget, limits, random.Next(1, 100), now);
                if (random.Next(200) is 0) door.Die();
            }

            if (random.Next(3000) is 0) budget = Successor(budget, now);
            Assert.True(passed.Count(at => at > now - MinuteMs) <= limits.Calls, $"at {now} ms");
        }

        Assert.InRange(passed.Count, 4 * limits.Calls!.Value, 6 * limits.Calls.Value);
    }

    private static Budget Successor(Budget budget, long nowMs)
    {
        var next = new Budget();
        next.Restore(budget.Save(), nowMs);
        return next;
    }

    private static LeaseReport Report(Guid lease, long spent = 0) => new(lease, new(spent, 0), default);

    private LeaseGrant Lease(Guid lease, long wish, long spent = 0, long nowMs = 0, BudgetLimits? limits = null) =>
        _budget.Lease(limits ?? Thousand, Report(lease, spent), new(wish, 0), nowMs);

    private void Call(int times, long nowMs = 0)
    {
        for (var call = 0; call < times; call++) Assert.True(_budget.Admit(Thousand, 0, nowMs)!.Value.Admitted);
    }

    private long Room(long nowMs)
    {
        var decision = _budget.Admit(Thousand, 0, nowMs)!.Value;
        _budget.Settle(new(decision.StampMs, new(1, 0), default), nowMs);
        return decision.Calls.Remaining + 1;
    }

    private sealed class Door
    {
        private Guid _lease = Guid.NewGuid();
        private long _spent;
        private long _granted;
        private long _validUntil;

        public bool TrySpend(long now)
        {
            if (now > _validUntil || _spent >= _granted) return false;

            _spent++;
            return true;
        }

        public void Beat(Budget budget, BudgetLimits limits, int wish, long now)
        {
            var grant = budget.Lease(limits, Report(_lease, _spent), new(wish, 0), now);
            if (grant.Recalled)
            {
                budget.Return(Report(_lease, _spent), now);
                Die();
            }
            else
            {
                (_granted, _validUntil) = (grant.Granted.Calls, now + (long)grant.Term.TotalMilliseconds - 1);
            }
        }

        public void Die() => (_lease, _spent, _granted) = (Guid.NewGuid(), 0, 0);
    }
}
