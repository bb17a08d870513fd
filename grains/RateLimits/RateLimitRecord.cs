using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.RateLimits;

/// <summary>What is stored of a window.</summary>
internal sealed record RateLimitRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Moments in Unix milliseconds, and the calls of each, oldest first.</summary>
    public ImmutableArray<WindowStep> Steps { get; init; } = [];
}

/// <summary>Calls of one moment.</summary>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Count">How many.</param>
internal readonly record struct WindowStep(long AtMs, long Count);
