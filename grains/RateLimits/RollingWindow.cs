namespace Andamento.RateLimits;

/// <summary>
/// Counts one unit over the last 60 seconds. What is counted leaves the window late, never early. Pure: time is an argument, in
/// milliseconds of any clock that never goes back.
/// </summary>
/// <remarks>
/// 1. What comes within a millisecond shares an entry, stamped with the millisecond's end: it leaves up to 1 ms late.
/// 2. So there are at most 60,001 entries, and no more than things counted.
/// 3. The stamp says where to take something back. A stored window keeps steps of 100 ms; a stamp then means its step.
/// </remarks>
internal sealed class RollingWindow
{
    /// <summary>The window's length.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const long SaveStepMs = 100;

    private readonly WindowEntries _entries = new();

    /// <summary>What the window holds, as of the last <see cref="Pass"/>.</summary>
    public long Count { get; private set; }

    /// <summary>The stamp of what is counted at a moment.</summary>
    public static long StampOf(long nowMs) => nowMs + 1;

    /// <summary>Lets go of what is older than the window.</summary>
    public void Pass(long nowMs)
    {
        var oldestMs = nowMs - (long)Length.TotalMilliseconds;
        while (!_entries.IsEmpty && _entries[0].AtMs <= oldestMs) Count -= _entries.RemoveOldest();
    }

    /// <summary>Counts.</summary>
    public void Add(long amount, long nowMs)
    {
        if (amount is 0) return;

        // A restored step may lie a little ahead of the time; what comes now then shares it.
        if (!_entries.IsEmpty && _entries.Newest.AtMs >= StampOf(nowMs)) _entries.Newest.Count += amount;
        else _entries.Append(new() { AtMs = StampOf(nowMs), Count = amount });
        Count += amount;
    }

    /// <summary>Takes back what was counted under a stamp, as far as it is still in the window.</summary>
    public void TakeBack(long amount, long stampMs)
    {
        var index = _entries.IndexAt(stampMs);
        if (index == _entries.Length || _entries[index].AtMs > StepEnd(stampMs)) return;

        Reduce(ref _entries[index], amount);
    }

    /// <summary>
    /// Takes back something of which nobody knows when it was counted: the oldest go, so that what stays leaves late.
    /// </summary>
    public void TakeBackOldest(long amount)
    {
        for (var index = 0; index < _entries.Length && amount > 0; index++) amount -= Reduce(ref _entries[index], amount);
    }

    /// <summary>How the window stands under a limit.</summary>
    public BudgetStanding Standing(long limit, long nowMs) => Count < limit
        ? new(limit - Count, _entries.IsEmpty ? TimeSpan.Zero : LeavesIn(_entries[0].AtMs, nowMs))
        : new(0, UntilBelow(limit, nowMs));

    /// <summary>What is in the window, in steps of 100 ms: the time a step ends, and what was counted in it.</summary>
    /// <remarks>A window restored from this forgets up to 100 ms late, never early.</remarks>
    public IEnumerable<WindowStep> Save()
    {
        for (var index = 0; index < _entries.Length;)
        {
            var end = StepEnd(_entries[index].AtMs);
            var count = 0L;
            for (; index < _entries.Length && _entries[index].AtMs <= end; index++) count += _entries[index].Count;
            if (count > 0) yield return new(end, count);
        }
    }

    /// <summary>Puts back what <see cref="Save"/> gave. Only into an empty window.</summary>
    /// <remarks>What lies ahead of the time, because the clock was set back since, counts as made now.</remarks>
    public void Restore(IEnumerable<WindowStep> saved, long nowMs)
    {
        foreach (var step in saved)
        {
            _entries.Append(new() { AtMs = Math.Min(step.AtMs, nowMs + SaveStepMs), Count = step.Count });
            Count += step.Count;
        }
    }

    private long Reduce(ref WindowEntry entry, long amount)
    {
        var taken = Math.Min(amount, entry.Count);
        entry.Count -= taken;
        Count -= taken;
        return taken;
    }

    private TimeSpan UntilBelow(long limit, long nowMs)
    {
        // Lowering a limit can leave more in the window than it allows: several have to leave first.
        var mustLeave = Count - limit + 1;
        for (var index = 0; index < _entries.Length && limit > 0; index++)
        {
            mustLeave -= _entries[index].Count;
            if (mustLeave <= 0) return LeavesIn(_entries[index].AtMs, nowMs);
        }

        return Length; // a limit of 0 never admits
    }

    private static long StepEnd(long atMs) => (atMs + SaveStepMs - 1) / SaveStepMs * SaveStepMs;

    private static TimeSpan LeavesIn(long atMs, long nowMs) => TimeSpan.FromMilliseconds(atMs - nowMs) + Length;
}
