using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>Whether calls of one budget come so often that a lease saves more hops than it costs, and how large it should be.</summary>
internal sealed class Demand(TimeProvider time)
{
    /// <summary>How often a lease is renewed, at most; and so how long a recall may go unheard.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseAfterRecall = TimeSpan.FromSeconds(1);
    private const int LeastCalls = 4; // in one beat; a lease costs one call per beat
    private const int Reserve = 4; // beats that a lease should last

    private readonly Lock _lock = new(); // beside a call of a grain it costs nothing
    private BudgetAmount _asked;
    private long _beatAt;
    private long _pausedUntil;

    /// <summary>Notes a call that had to ask.</summary>
    /// <returns>True when a lease would be worth it.</returns>
    public bool Note(long tokens)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_beatAt, now) > Beat) (_beatAt, _asked) = (now, default);
            _asked += new BudgetAmount(1, tokens);
            return _asked.Calls >= LeastCalls && now >= _pausedUntil;
        }
    }

    /// <summary>What to wish for, given what was taken from a lease in the last beat; null when a lease is not worth it.</summary>
    public BudgetAmount? Wish(BudgetAmount taken)
    {
        lock (_lock)
        {
            var all = taken + _asked;
            (_beatAt, _asked) = (time.GetTimestamp(), default);
            return all.Calls >= LeastCalls ? new(all.Calls * Reserve, all.Tokens * Reserve) : null;
        }
    }

    /// <summary>The budget is short: asks for no lease for a while.</summary>
    public void Pause()
    {
        lock (_lock) _pausedUntil = time.GetTimestamp() + (long)(PauseAfterRecall.TotalSeconds * time.TimestampFrequency);
    }
}
