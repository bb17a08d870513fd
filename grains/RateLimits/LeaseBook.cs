namespace Andamento.RateLimits;

/// <summary>The leases of one budget, and what they may have spent unseen. Pure: time is an argument.</summary>
internal sealed class LeaseBook
{
    private readonly Dictionary<Guid, Lease> _leases = [];

    /// <summary>What live leases may have spent, or may yet spend. It counts as taken.</summary>
    public BudgetAmount Outstanding { get; private set; }

    /// <summary>How many are live.</summary>
    public int Live { get; private set; }

    /// <summary>When the next lease changes by itself.</summary>
    private long _nextChangeMs = long.MaxValue;

    /// <summary>Finds a lease.</summary>
    public Lease? Find(Guid id) => _leases.GetValueOrDefault(id);

    /// <summary>Adds a lease.</summary>
    public Lease Begin(Guid id, BudgetAmount granted, BudgetAmount spent, long nowMs)
    {
        var lease = _leases[id] = new() { Granted = granted, Spent = spent };
        Live++;
        Outstanding += lease.Outstanding;
        Extend(lease, default, nowMs);
        return lease;
    }

    /// <summary>Gives a live lease more, and more time.</summary>
    public void Extend(Lease lease, BudgetAmount more, long nowMs)
    {
        Outstanding -= lease.Outstanding;
        lease.Granted += more;
        Outstanding += lease.Outstanding;
        lease.EndsAtMs = nowMs + (long)LeasePlan.Term.TotalMilliseconds;
        _nextChangeMs = Math.Min(_nextChangeMs, lease.EndsAtMs);
    }

    /// <summary>Takes in what a lease has spent.</summary>
    /// <returns>What is new since its last word; negative where something was given back.</returns>
    public BudgetAmount Report(Lease lease, BudgetAmount spent)
    {
        var news = spent - lease.Spent;
        if (lease.IsLive) Outstanding -= lease.Outstanding;
        lease.Spent = spent;
        if (lease.IsLive) Outstanding += lease.Outstanding;
        return news;
    }

    /// <summary>Forgets a lease.</summary>
    public void End(Guid id)
    {
        if (!_leases.Remove(id, out var lease) || !lease.IsLive) return;

        Live--;
        Outstanding -= lease.Outstanding;
    }

    /// <summary>Lets leases lapse that were neither renewed nor returned. A lapsed one is kept for a window: its holder may yet speak.</summary>
    /// <returns>What those that lapse now may have spent: to be counted as if it were.</returns>
    public BudgetAmount Lapse(long nowMs)
    {
        var lapsing = default(BudgetAmount);
        if (nowMs < _nextChangeMs) return lapsing;

        _nextChangeMs = long.MaxValue;
        foreach (var (id, lease) in _leases)
        {
            if (lease.IsLive && lease.EndsAtMs <= nowMs)
            {
                lapsing += lease.Outstanding;
                Outstanding -= lease.Outstanding;
                Live--;
                lease.LapsedStampMs = RollingWindow.StampOf(nowMs);
                lease.EndsAtMs = nowMs + (long)RollingWindow.Length.TotalMilliseconds;
            }
            else if (lease.EndsAtMs <= nowMs)
            {
                _leases.Remove(id);
                continue;
            }

            _nextChangeMs = Math.Min(_nextChangeMs, lease.EndsAtMs);
        }

        return lapsing;
    }

    /// <summary>Time until a lease changes by itself, at least 1 ms.</summary>
    public TimeSpan UntilChange(long nowMs) =>
        TimeSpan.FromMilliseconds(Math.Clamp(_nextChangeMs - nowMs, 1, (long)LeasePlan.Term.TotalMilliseconds));

    /// <summary>The live leases, to be stored. What lapsed ones may have spent is in the windows.</summary>
    public IEnumerable<StoredLease> Save() => _leases
        .Where(entry => entry.Value.IsLive)
        .Select(entry => new StoredLease(entry.Key, entry.Value.Granted, entry.Value.Spent));
}
