using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// Admits requests of one process while the served entity's tokens per second last. Other processes' use comes with each answer of
/// the replica set, whose bucket is everybody's: what was used too much in between is paid back. Safe for concurrent use.
/// </summary>
internal sealed class TokenAdmission(string entity, int perSecond, ServedEntityOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TokenBucket _bucket = new(perSecond, time);
    private long _unreported;
    private int _waiting;

    /// <summary>Lets a request in, after a short wait where that helps.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Overloaded"/>: more than the provisioned throughput is asked for.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => Debt() == TimeSpan.Zero ? default : WaitAsync(cancellationToken);

    /// <summary>Tokens were used.</summary>
    public void Spend(long tokens)
    {
        lock (_gate)
        {
            _bucket.Take(tokens);
            _unreported += tokens;
        }
    }

    /// <summary>What was used since this was last called, for the replica set.</summary>
    public long Report()
    {
        lock (_gate)
        {
            var report = _unreported;
            _unreported = 0;
            return report;
        }
    }

    /// <summary>The replica set could not be told.</summary>
    public void NotReported(long tokens)
    {
        lock (_gate) _unreported += tokens;
    }

    /// <summary>Learns what the replica set has, less what was used meanwhile.</summary>
    public void Learn(double level)
    {
        lock (_gate) _bucket.Set(level - _unreported);
    }

    private TimeSpan Debt()
    {
        lock (_gate) return _bucket.Debt;
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        try
        {
            var first = Interlocked.Increment(ref _waiting) <= options.MaxQueue;
            for (var debt = Debt(); debt > TimeSpan.Zero; debt = Debt())
            {
                if (!first || time.GetElapsedTime(since) + debt > options.MaxQueueTime) throw Refused(debt);
                await Task.Delay(debt, time, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private ServingException Refused(TimeSpan debt) => new(
        FailureKind.Overloaded, $"'{entity}' has used its provisioned throughput of {perSecond} tokens per second. Try again later, or provision more.")
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(debt.TotalSeconds))),
    };
}
