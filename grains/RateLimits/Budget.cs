namespace Andamento.RateLimits;

/// <summary>
/// One budget: what was counted in the last 60 seconds, and what is leased. Decides; stores and waits for nobody. Pure: time
/// is an argument.
/// </summary>
/// <remarks>
/// The invariant: what is counted plus what leases may have spent unseen is at least what really passed in the last 60 seconds,
/// and nothing is admitted or leased that would bring it above the limit.
/// </remarks>
internal sealed class Budget
{
    private readonly RollingWindow _calls = new();
    private readonly RollingWindow _tokens = new();
    private readonly LeaseBook _leases = new();
    private BudgetLimits _limits = new(null, null, -1);
    private bool _recalling;

    private BudgetAmount Counted => new(_calls.Count, _tokens.Count);

    /// <summary>Decides about one call.</summary>
    /// <returns>Null: it fits only if leases come back unspent. They are recalled; ask again when one has ended.</returns>
    public RateLimitDecision? Admit(in BudgetLimits asked, long tokens, long nowMs)
    {
        Learn(asked, nowMs);
        if (HasRoom(Counted + _leases.Outstanding))
        {
            Count(new(1, tokens), nowMs);
            return Decision(admitted: true, nowMs);
        }

        if (_leases.Live is 0 || !HasRoom(Counted)) return Decision(admitted: false, nowMs);

        _recalling = true;
        return null;
    }

    /// <summary>Replaces a reservation by what was used.</summary>
    public void Settle(in BudgetSettlement settlement, long nowMs)
    {
        Pass(nowMs);
        _calls.TakeBack(settlement.Reserved.Calls, settlement.StampMs);
        _tokens.TakeBack(settlement.Reserved.Tokens, settlement.StampMs);
        Count(settlement.Used, nowMs);
    }

    /// <summary>Begins or renews a lease, or recalls it.</summary>
    public LeaseGrant Lease(in BudgetLimits asked, in LeaseReport report, BudgetAmount wish, long nowMs)
    {
        Learn(asked, nowMs);
        var lease = _leases.Find(report.Lease);
        if (lease is { IsLive: false } || (lease is null && report.Spent != default)) return new() { Recalled = true };
        if (lease is not null) CountNews(_leases.Report(lease, report.Spent), nowMs);

        var held = lease?.Outstanding ?? default;
        if (_recalling || LeasePlan.Next(_limits, Counted + _leases.Outstanding, held, wish) is not { } more)
            return new() { Recalled = true };

        if (lease is null) lease = _leases.Begin(report.Lease, more, spent: default, nowMs);
        else _leases.Extend(lease, more, nowMs);
        var standing = Decision(admitted: true, nowMs);
        return new()
        {
            Recalled = false, Granted = lease.Granted, Term = LeasePlan.Term, Calls = standing.Calls, Tokens = standing.Tokens,
        };
    }

    /// <summary>Ends a lease.</summary>
    /// <returns>The stamp under which its pending tokens are reserved from now on.</returns>
    public long Return(in LeaseReport report, long nowMs)
    {
        Pass(nowMs);
        if (_leases.Find(report.Lease) is { } lease)
        {
            // A lapsed one was counted as if all of it were spent; now we know.
            if (!lease.IsLive)
            {
                _calls.TakeBack(lease.Outstanding.Calls, lease.LapsedStampMs);
                _tokens.TakeBack(lease.Outstanding.Tokens, lease.LapsedStampMs);
            }

            CountNews(_leases.Report(lease, report.Spent), nowMs);
            _leases.End(report.Lease);
            _recalling &= _leases.Live > 0;
        }

        Count(report.Pending, nowMs);
        return RollingWindow.StampOf(nowMs);
    }

    /// <summary>Time until a lease ends by itself.</summary>
    public TimeSpan UntilLapse(long nowMs) => _leases.UntilChange(nowMs);

    /// <summary>What is to be stored.</summary>
    public RateLimitRecord Save() => new()
    {
        Steps = [.. _calls.Save()], TokenSteps = [.. _tokens.Save()], Leases = [.. _leases.Save()],
    };

    /// <summary>Puts back what was stored. Only into a new budget.</summary>
    /// <remarks>A lease gets a whole term again: its holder may have renewed it after the last write.</remarks>
    public void Restore(RateLimitRecord record, long nowMs)
    {
        _calls.Restore(record.Steps, nowMs);
        _tokens.Restore(record.TokenSteps, nowMs);
        foreach (var lease in record.Leases) _leases.Begin(lease.Id, lease.Granted, lease.Spent, nowMs);
    }

    private void Learn(in BudgetLimits asked, long nowMs)
    {
        if (asked.Revision >= _limits.Revision) _limits = asked;
        Pass(nowMs);
    }

    private void Pass(long nowMs)
    {
        _calls.Pass(nowMs);
        _tokens.Pass(nowMs);
        Count(_leases.Lapse(nowMs), nowMs);
        _recalling &= _leases.Live > 0;
    }

    private bool HasRoom(BudgetAmount taken) => taken.Calls < (_limits.Calls ?? long.MaxValue) && taken.Tokens < (_limits.Tokens ?? long.MaxValue);

    private void Count(BudgetAmount amount, long nowMs)
    {
        _calls.Add(amount.Calls, nowMs);
        _tokens.Add(amount.Tokens, nowMs);
    }

    private void CountNews(BudgetAmount news, long nowMs)
    {
        Count(news.OrNothing(), nowMs);
        var back = (default(BudgetAmount) - news).OrNothing();
        _calls.TakeBackOldest(back.Calls);
        _tokens.TakeBackOldest(back.Tokens);
    }

    private RateLimitDecision Decision(bool admitted, long nowMs) => new()
    {
        Admitted = admitted,
        Calls = _limits.Calls is { } calls ? _calls.Standing(calls, nowMs) : default,
        Tokens = _limits.Tokens is { } tokens ? _tokens.Standing(tokens, nowMs) : default,
        StampMs = RollingWindow.StampOf(nowMs),
    };
}
