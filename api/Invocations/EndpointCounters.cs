using System.Collections.Immutable;
using Andamento.Api.Auth;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>
/// What this front door counts of every served entity, for the metrics of its endpoint. A query costs one look-up and a few
/// interlocked additions.
/// </summary>
internal sealed class EndpointCounters
{
    private const int MaxEntities = 32_768;

    private readonly BoundedMap<Key, EntityCounter> _counters = new(MaxEntities);
    private readonly Lock _adding = new();

    /// <summary>The counter of an entity. Those not asked for lately are forgotten when there are very many.</summary>
    /// <param name="endpointId">The endpoint's id: a re-created name starts at zero.</param>
    /// <param name="entity">The entity's name; null for queries that were refused before one was chosen.</param>
    public EntityCounter Of(string endpointId, string? entity)
    {
        var key = new Key(endpointId, entity ?? "");
        return _counters.TryGet(key, out var known) ? known : Add(key);
    }

    private EntityCounter Add(Key key)
    {
        lock (_adding)
        {
            if (_counters.TryGet(key, out var known)) return known;

            var added = new EntityCounter();
            _counters.Set(key, added);
            return added;
        }
    }

    private readonly record struct Key(string EndpointId, string Entity);
}

/// <summary>Counts queries of one served entity and how long they took. Safe to use from many threads.</summary>
internal sealed class EntityCounter
{
    private readonly long[] _buckets = new long[DurationCounts.BucketCount];
    private long _microseconds;
    private long _callerErrors;
    private long _serverErrors;

    /// <summary>Counts a query that has ended.</summary>
    /// <param name="duration">How long it took.</param>
    /// <param name="failure">How it failed, or null.</param>
    public void Count(TimeSpan duration, FailureKind? failure)
    {
        Interlocked.Increment(ref _buckets[DurationCounts.BucketOf(duration)]);
        Interlocked.Add(ref _microseconds, (long)duration.TotalMicroseconds);
        if (failure is not { } kind) return;

        if (Failure.Of(kind).Status < 500) Interlocked.Increment(ref _callerErrors);
        else Interlocked.Increment(ref _serverErrors);
    }

    /// <summary>What was counted so far. Read while others count, so the parts may be a query apart.</summary>
    public EntityCounts Read()
    {
        var durations = new DurationCounts
        {
            Buckets = ImmutableArray.Create(_buckets),
            Milliseconds = Interlocked.Read(ref _microseconds) / 1000d,
        };
        return new(durations, Interlocked.Read(ref _callerErrors), Interlocked.Read(ref _serverErrors));
    }
}

/// <summary>What was counted.</summary>
/// <param name="Durations">How long queries took.</param>
/// <param name="CallerErrors">Those that ended with a status of 400 to 499.</param>
/// <param name="ServerErrors">Those that ended with one of 500 and up, or broke off.</param>
internal sealed record EntityCounts(DurationCounts Durations, long CallerErrors, long ServerErrors)
{
    /// <summary>All of them.</summary>
    public long Total => Durations.Total;
}
