namespace Andamento.RateLimits;

/// <summary>
/// The budget of one rule for one principal, exact across all front doors. The key is
/// <c>endpoint id/rule/principal</c>; see <see cref="RateLimitRule.BudgetKey"/>.
/// </summary>
/// <remarks>The window rolls: at no moment do the last 60 seconds hold more than the limit.</remarks>
[Alias("andamento.rate-limit")]
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Counts one call if it fits. A refused call does not count.</summary>
    /// <param name="calls">The limit as the caller's snapshot has it, calls per window; 0 refuses every call.</param>
    /// <param name="cancellationToken">Gives up; the call may still have counted.</param>
    [Alias("admit")]
    ValueTask<RateLimitDecision> AdmitAsync(long calls, CancellationToken cancellationToken);

    /// <summary>Takes back one admitted call, because another limit refused the same request.</summary>
    /// <param name="ticket">The ticket of the decision. An unknown one changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("refund")]
    ValueTask RefundAsync(long ticket, CancellationToken cancellationToken);
}

/// <summary>Whether a call may pass.</summary>
[GenerateSerializer, Immutable, Alias("andamento.rate-limit-decision")]
public readonly record struct RateLimitDecision
{
    /// <summary>The call counts and may pass.</summary>
    [Id(0)] public required bool Admitted { get; init; }

    /// <summary>Calls left in the window after this one.</summary>
    [Id(1)] public required long Remaining { get; init; }

    /// <summary>Refused: when the next call fits. Admitted: when the oldest call leaves the window.</summary>
    [Id(2)] public required TimeSpan ResetAfter { get; init; }

    /// <summary>Names the admitted call for <see cref="IRateLimitGrain.RefundAsync"/>.</summary>
    [Id(3)] public long Ticket { get; init; }
}
