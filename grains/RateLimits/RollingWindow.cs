namespace Andamento.RateLimits;

/// <summary>
/// Counts calls over the last 60 seconds. Exact where it matters: at no moment do the last 60 seconds hold more than the
/// limit. Pure: time is an argument, in milliseconds of any clock that never goes back.
/// </summary>
/// <remarks>
/// 1. Calls of one millisecond share an entry, and count as made at its end: they leave up to 1 ms late, never early.
/// 2. So there are at most 60,001 entries, and fewer than admitted calls.
/// 3. A ticket is a number out of its entry's range. What was taken back is remembered until the entry leaves.
/// </remarks>
internal sealed class RollingWindow
{
    /// <summary>The window's length.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const long SaveStepMs = 100;

    private readonly WindowEntries _entries = new();
    private readonly HashSet<long> _refunded = [];
    private long _nextTicket;

    /// <summary>Creates an empty window.</summary>
    /// <param name="firstTicket">The first ticket; no earlier window of the same key may have given it out.</param>
    public RollingWindow(long firstTicket) => _nextTicket = firstTicket;

    /// <summary>Calls in the window, as of the last look.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one call if it fits.</summary>
    /// <param name="limit">Calls per window; 0 refuses every call.</param>
    /// <param name="nowMs">The time.</param>
    public RateLimitDecision Admit(long limit, long nowMs)
    {
        Forget(nowMs);
        if (Count >= limit) return Refused(limit, nowMs);

        var ticket = _nextTicket++;
        if (!_entries.IsEmpty && _entries.Newest.AtMs == nowMs + 1) _entries.Newest.Add();
        else _entries.Append(new(nowMs + 1, ticket, 1));
        Count++;
        return new()
        {
            Admitted = true, Remaining = limit - Count, ResetAfter = LeavesIn(_entries[0], nowMs), Ticket = ticket,
        };
    }

    /// <summary>Takes back an admitted call. False for an unknown ticket, and for one taken back already.</summary>
    public bool Refund(long ticket)
    {
        var entry = Find(ticket);
        if (entry is null || !_refunded.Add(ticket)) return false;
        entry.Count--;
        Count--;
        return true;
    }

    /// <summary>What is in the window, in steps of 100 ms: pairs of the time a step ends and the calls in it.</summary>
    /// <remarks>A window restored from this forgets up to 100 ms late, never early, and knows no tickets.</remarks>
    public IEnumerable<(long AtMs, long Count)> Save()
    {
        for (var index = 0; index < _entries.Length;)
        {
            var end = (_entries[index].AtMs + SaveStepMs - 1) / SaveStepMs * SaveStepMs;
            var count = 0L;
            for (; index < _entries.Length && _entries[index].AtMs <= end; index++) count += _entries[index].Count;
            if (count > 0) yield return (end, count);
        }
    }

    /// <summary>Puts back what <see cref="Save"/> gave. Only into an empty window.</summary>
    /// <remarks>What lies ahead of the time, because the clock was set back since, counts as made now.</remarks>
    public void Restore(IEnumerable<(long AtMs, long Count)> saved, long nowMs)
    {
        foreach (var (atMs, count) in saved)
        {
            _entries.Append(new(Math.Min(atMs, nowMs + SaveStepMs), _nextTicket, 0) { Count = count });
            Count += count;
        }
    }

    private RateLimitDecision Refused(long limit, long nowMs)
    {
        // Lowering a limit can leave more calls in the window than it allows: several have to leave first.
        var mustLeave = Count - limit + 1;
        for (var index = 0; index < _entries.Length; index++)
        {
            mustLeave -= _entries[index].Count;
            if (mustLeave <= 0 && limit > 0) return Refusal(LeavesIn(_entries[index], nowMs));
        }

        return Refusal(Length); // a limit of 0 never admits
    }

    private static RateLimitDecision Refusal(TimeSpan resetAfter) =>
        new() { Admitted = false, Remaining = 0, ResetAfter = resetAfter };

    private static TimeSpan LeavesIn(WindowEntry entry, long nowMs) => TimeSpan.FromMilliseconds(entry.AtMs - nowMs) + Length;

    private void Forget(long nowMs)
    {
        var oldestMs = nowMs - (long)Length.TotalMilliseconds;
        while (!_entries.IsEmpty && _entries[0].AtMs <= oldestMs)
        {
            var gone = _entries.RemoveOldest();
            Count -= gone.Count;
            for (var ticket = gone.FirstTicket; gone.Count < gone.Issued && ticket < gone.FirstTicket + gone.Issued; ticket++)
                _refunded.Remove(ticket);
        }
    }

    private WindowEntry? Find(long ticket)
    {
        var (low, high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var entry = _entries[middle];
            if (ticket < entry.FirstTicket) high = middle - 1;
            else if (ticket >= entry.FirstTicket + entry.Issued) low = middle + 1;
            else return entry;
        }

        return null;
    }
}
