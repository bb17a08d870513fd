namespace Andamento.RateLimits;

/// <summary>What a front door has made of its lease: totals, so that a report that is lost is made good by the next.</summary>
/// <param name="Lease">The lease; its holder made up the id.</param>
/// <param name="Spent">Calls that passed and tokens that were used, since the lease began.</param>
/// <param name="Pending">Tokens of calls that run: reserved, not yet settled.</param>
[GenerateSerializer, Immutable, Alias("andamento.lease-report")]
public readonly record struct LeaseReport(
    [property: Id(0)] Guid Lease, [property: Id(1)] BudgetAmount Spent, [property: Id(2)] BudgetAmount Pending);

/// <summary>The answer to a wish for a lease, or for more of it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.lease-grant")]
public readonly record struct LeaseGrant
{
    /// <summary>The budget is short: nothing was granted, and what is held is to be returned at once.</summary>
    [Id(0)] public required bool Recalled { get; init; }

    /// <summary>All that was granted since the lease began.</summary>
    [Id(1)] public BudgetAmount Granted { get; init; }

    /// <summary>How long it may be spent, counted from before it was asked for.</summary>
    [Id(2)] public TimeSpan Term { get; init; }

    /// <summary>How calls stand, for the headers of answers.</summary>
    [Id(3)] public BudgetStanding Calls { get; init; }

    /// <summary>How tokens stand.</summary>
    [Id(4)] public BudgetStanding Tokens { get; init; }
}
