using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>
/// A part of a budget that this front door spends without asking. Any thread may use it: calls and tokens are taken together,
/// and not one after the last report, so a lock holds them, for some ten nanoseconds.
/// </summary>
internal sealed class LocalLease(BudgetLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Guid _id = Guid.NewGuid();
    private List<BudgetSettlement>? _early = []; // settled between the last report and the stamp; null once the stamp is known
    private LeaseGrant _grant;
    private BudgetAmount _spent;
    private BudgetAmount _pending;
    private BudgetAmount _taken; // since the last beat
    private BudgetAmount _takenSinceGrant;
    private long _validUntil;
    private long _stampMs;
    private bool _ended;
    private bool _outdated;

    /// <summary>Somebody came with other limits: this lease is to be returned.</summary>
    public bool IsOutdated => Volatile.Read(ref _outdated);

    /// <summary>Takes one call and reserves tokens, if the lease still has them.</summary>
    public bool TryTake(in BudgetLimits asked, long tokens, out RateLimitDecision decision)
    {
        decision = default;
        lock (_lock)
        {
            if (!asked.AllowsAsMuchAs(limits)) _outdated = true;
            if (_ended || _outdated || time.GetTimestamp() > _validUntil) return false;

            var left = _grant.Granted - _spent - _pending;
            if (limits.Calls is not null && left.Calls < 1) return false;
            if (limits.Tokens is not null && left.Tokens < Math.Max(1, tokens)) return false;

            var take = new BudgetAmount(1, tokens);
            _taken += take;
            _takenSinceGrant += take;
            _spent += new BudgetAmount(1, 0);
            _pending += new BudgetAmount(0, tokens);
            decision = new()
            {
                Admitted = true, Calls = Less(_grant.Calls, _takenSinceGrant.Calls), Tokens = Less(_grant.Tokens, _takenSinceGrant.Tokens),
            };
            return true;
        }
    }

    /// <summary>Ends the reservation of a call that was taken from this lease.</summary>
    /// <returns>True when that is done; false when the budget has to be told, as <paramref name="settlement"/> says.</returns>
    public bool TrySettle(BudgetAmount reserved, BudgetAmount used, out BudgetSettlement settlement)
    {
        lock (_lock)
        {
            settlement = new(_stampMs, reserved, used);
            if (_ended)
            {
                _early?.Add(settlement);
                return _early is not null;
            }

            _pending -= reserved with { Calls = 0 };
            _spent += used - reserved with { Tokens = 0 };
            return true;
        }
    }

    /// <summary>The state to report while it goes on.</summary>
    public LeaseReport Report()
    {
        lock (_lock) return new(_id, _spent, _pending);
    }

    /// <summary>Takes in a grant. The term counts from before it was asked for, so we stop before the budget thinks we did.</summary>
    public void Extend(in LeaseGrant grant, long askedAt)
    {
        lock (_lock)
        {
            _grant = grant;
            _takenSinceGrant = default;
            _validUntil = askedAt + (long)(grant.Term.TotalSeconds * time.TimestampFrequency);
        }
    }

    /// <summary>What was taken since this was last asked.</summary>
    public BudgetAmount TakeDemand()
    {
        lock (_lock)
        {
            var taken = _taken;
            _taken = default;
            return taken;
        }
    }

    /// <summary>Ends it: nothing can be taken any more.</summary>
    /// <returns>The last report.</returns>
    public LeaseReport End()
    {
        lock (_lock)
        {
            _ended = true;
            return new(_id, _spent, _pending);
        }
    }

    /// <summary>Notes where the budget has reserved what was pending.</summary>
    /// <returns>What was settled meanwhile: the budget is to be told.</returns>
    public IEnumerable<BudgetSettlement> Returned(long stampMs)
    {
        lock (_lock)
        {
            _stampMs = stampMs;
            var early = _early ?? [];
            _early = null;
            return early.Select(settlement => settlement with { StampMs = stampMs });
        }
    }

    private static BudgetStanding Less(BudgetStanding standing, long taken) =>
        standing with { Remaining = Math.Max(0, standing.Remaining - taken) };
}
