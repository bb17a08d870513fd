using System.Collections.Immutable;

namespace Andamento.RateLimits;

/// <summary>
/// The budget of one rule for those it counts together, exact across all front doors. The key is
/// <see cref="RateLimitRule.BudgetKey"/>.
/// </summary>
/// <remarks>
/// The window rolls: at no moment do the last 60 seconds hold more calls than the limit. Tokens are reserved when a call is
/// admitted and settled when it ends, so the last call may use more of them than are left.
/// </remarks>
[Alias("andamento.rate-limit")]
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Counts one call, and reserves tokens for it, unless the budget is used up. A refused call does not count.</summary>
    /// <remarks>
    /// A call that only fits if leases come back unspent waits for them: some 100 ms, and at most a lease's term when its holder
    /// is gone. Not idempotent.
    /// </remarks>
    /// <param name="limits">The limits as the caller's snapshot has them; a newer word that came before wins.</param>
    /// <param name="tokens">Tokens to reserve. More than are left is no reason to refuse.</param>
    /// <param name="cancellationToken">Gives up; the call may still have counted.</param>
    [Alias("admit")]
    ValueTask<RateLimitDecision> AdmitAsync(BudgetLimits limits, long tokens, CancellationToken cancellationToken);

    /// <summary>Replaces what was reserved by what was used. Not idempotent.</summary>
    /// <param name="settlements">What to replace; unknown stamps give nothing back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("settle")]
    ValueTask SettleAsync(ImmutableArray<BudgetSettlement> settlements, CancellationToken cancellationToken);

    /// <summary>Begins a lease, or renews one: calls and tokens that its holder may spend without asking.</summary>
    /// <remarks>The grant is stored before it is acknowledged. Safe to repeat: a report replaces the one before.</remarks>
    /// <param name="limits">The limits as the holder's snapshot has them.</param>
    /// <param name="report">What was spent so far.</param>
    /// <param name="wish">What the holder would like to have in hand.</param>
    /// <param name="cancellationToken">Gives up; the lease may still have been granted.</param>
    [Alias("lease")]
    ValueTask<LeaseGrant> LeaseAsync(
        BudgetLimits limits, LeaseReport report, BudgetAmount wish, CancellationToken cancellationToken);

    /// <summary>Ends a lease: what was spent counts, what is pending is reserved, the rest is free again.</summary>
    /// <param name="report">The last word about the lease.</param>
    /// <param name="cancellationToken">Gives up; the lease may still have ended.</param>
    /// <returns>The stamp under which the pending tokens are now reserved, for <see cref="SettleAsync"/>.</returns>
    [Alias("return")]
    ValueTask<long> ReturnAsync(LeaseReport report, CancellationToken cancellationToken);
}

/// <summary>Whether a call may pass.</summary>
[GenerateSerializer, Immutable, Alias("andamento.rate-limit-decision")]
public readonly record struct RateLimitDecision
{
    /// <summary>The call counts and may pass.</summary>
    [Id(0)] public required bool Admitted { get; init; }

    /// <summary>How calls stand after this one; meaningless where they have no limit.</summary>
    [Id(1)] public BudgetStanding Calls { get; init; }

    /// <summary>How tokens stand after this call's reservation; meaningless where they have no limit.</summary>
    [Id(2)] public BudgetStanding Tokens { get; init; }

    /// <summary>Where the call was counted, for <see cref="IRateLimitGrain.SettleAsync"/>.</summary>
    [Id(3)] public long StampMs { get; init; }
}

/// <summary>The end of a reservation.</summary>
/// <param name="StampMs">Where it was counted.</param>
/// <param name="Reserved">What to take back.</param>
/// <param name="Used">What to count instead, as used now.</param>
[GenerateSerializer, Immutable, Alias("andamento.budget-settlement")]
public readonly record struct BudgetSettlement(
    [property: Id(0)] long StampMs, [property: Id(1)] BudgetAmount Reserved, [property: Id(2)] BudgetAmount Used);
