using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>
/// This front door's account with one budget. Asks the budget about each call, or holds a lease of it while calls come often.
/// </summary>
/// <remarks>Two accounts with one budget do no harm: each has a lease of its own.</remarks>
internal sealed class BudgetAccount(IRateLimitGrain budget, LeaseKeepers keepers, TimeProvider time, ILogger log)
{
    private readonly Demand _demand = new(time);
    private readonly SettlementQueue _settlements = new(budget, time, log);
    private volatile LocalLease? _lease;
    private int _keeping;

    /// <summary>Completes when everything that was settled is told.</summary>
    public Task Settled => _settlements.Sent;

    /// <summary>Counts one call and reserves tokens, unless the budget is used up. Under a lease that costs no hop.</summary>
    public ValueTask<BudgetHold> TakeAsync(in BudgetLimits limits, long tokens, CancellationToken cancellationToken)
    {
        var lease = _lease;
        return lease is not null && lease.TryTake(limits, tokens, out var decision)
            ? new(new BudgetHold(this, lease, new(1, tokens), decision))
            : AskAsync(limits, tokens, cancellationToken);
    }

    /// <summary>Ends what a call has reserved.</summary>
    public void Settle(in BudgetHold hold, BudgetAmount reserved, BudgetAmount used)
    {
        if (reserved == used) return;

        var settlement = new BudgetSettlement(hold.Decision.StampMs, reserved, used);
        if (hold.Lease is not { } lease || !lease.TrySettle(reserved, used, out settlement)) _settlements.Add(settlement);
    }

    private async ValueTask<BudgetHold> AskAsync(BudgetLimits limits, long tokens, CancellationToken cancellationToken)
    {
        var decision = await AdmitAsync(limits, tokens, cancellationToken);
        if (decision.Admitted && limits.MayBeLeased && _demand.Note(tokens)) Keep(limits);

        return new(this, null, new(1, tokens), decision);
    }

    private async ValueTask<RateLimitDecision> AdmitAsync(
        BudgetLimits limits, long tokens, CancellationToken cancellationToken)
    {
        try
        {
            return await budget.AdmitAsync(limits, tokens, cancellationToken);
        }
        catch (Exception lost) when (LostBudget.Is(lost) && !cancellationToken.IsCancellationRequested)
        {
            // If the silo that has gone had counted the call, it counts twice.
            return await LostBudget.AskAsync(() => budget.AdmitAsync(limits, tokens, cancellationToken), time, cancellationToken);
        }
    }

    private void Keep(BudgetLimits limits)
    {
        if (Interlocked.Exchange(ref _keeping, 1) is 0) keepers.Run(stopping => HoldLeaseAsync(limits, stopping));
    }

    /// <summary>Holds a lease as long as it is worth it, then returns it.</summary>
    private async Task HoldLeaseAsync(BudgetLimits limits, CancellationToken stopping)
    {
        var lease = new LocalLease(limits, time);
        try
        {
            for (var wish = _demand.Wish(default); wish is not null && !lease.IsOutdated; wish = _demand.Wish(lease.TakeDemand()))
            {
                var askedAt = time.GetTimestamp();
                var grant = await budget.LeaseAsync(limits, lease.Report(), wish.Value, stopping);
                if (grant.Recalled)
                {
                    _demand.Pause();
                    break;
                }

                lease.Extend(grant, askedAt);
                _lease = lease;
                await Task.Delay(Demand.Beat, time, stopping);
            }
        }
        catch (Exception broken)
        {
            if (!stopping.IsCancellationRequested) LimitLog.LeaseBroken(log, broken);
        }

        _lease = null;
        try
        {
            await ReturnAsync(lease);
        }
        finally
        {
            Volatile.Write(ref _keeping, 0);
        }
    }

    private async Task ReturnAsync(LocalLease lease)
    {
        var report = lease.End();
        try
        {
            var stamp = await LostBudget.AskAsync(() => budget.ReturnAsync(report, CancellationToken.None), time, CancellationToken.None);
            _settlements.Add(lease.Returned(stamp));
        }
        catch (Exception failed)
        {
            LimitLog.NotReturned(log, failed); // It lapses: the budget counts it as spent.
        }
    }
}

/// <summary>A budget's answer about one call, and what the call holds of it until it is settled.</summary>
/// <param name="Account">Where to settle.</param>
/// <param name="Lease">The lease it was taken from, or null when the budget was asked.</param>
/// <param name="Amount">What was counted and reserved, if it was admitted.</param>
/// <param name="Decision">The answer.</param>
internal readonly record struct BudgetHold(
    BudgetAccount? Account, LocalLease? Lease, BudgetAmount Amount, RateLimitDecision Decision)
{
    /// <summary>Takes everything back: the call did not pass.</summary>
    public void GiveBack()
    {
        if (Decision.Admitted) Account?.Settle(this, Amount, default);
    }

    /// <summary>Replaces the reserved tokens by those that were used. The call itself counts.</summary>
    public void Settle(long tokens)
    {
        if (Decision.Admitted) Account?.Settle(this, Amount with { Calls = 0 }, new(0, tokens));
    }
}
