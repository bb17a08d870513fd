using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.RateLimits;

/// <summary>What is stored of a budget.</summary>
internal sealed record RateLimitRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 2; // 2: tokens and leases

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>The window of calls, oldest first.</summary>
    public ImmutableArray<WindowStep> Steps { get; init; } = [];

    /// <summary>The window of tokens, oldest first.</summary>
    public ImmutableArray<WindowStep> TokenSteps { get; init; } = [];

    /// <summary>Leases that were not returned.</summary>
    public ImmutableArray<StoredLease> Leases { get; init; } = [];
}

/// <summary>What was counted in one step of time.</summary>
/// <param name="AtMs">Its end, in Unix milliseconds.</param>
/// <param name="Count">How much.</param>
internal readonly record struct WindowStep(long AtMs, long Count);

/// <summary>A lease that was not returned.</summary>
/// <param name="Id">Its holder's name for it.</param>
/// <param name="Granted">All that was granted.</param>
/// <param name="Spent">What was reported as spent, and so is in the windows.</param>
internal readonly record struct StoredLease(Guid Id, BudgetAmount Granted, BudgetAmount Spent);
