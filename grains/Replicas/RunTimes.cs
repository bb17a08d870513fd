using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>Counts how long a model's requests waited and ran. Safe for concurrent use; a request costs four interlocked additions.</summary>
internal sealed class RunTimes
{
    private readonly Histogram _waits = new();
    private readonly Histogram _runs = new();

    /// <summary>How long requests waited. Read while others count, so the parts may be a request apart.</summary>
    public DurationCounts Waits => _waits.Read();

    /// <summary>How long they ran.</summary>
    public DurationCounts Runs => _runs.Read();

    /// <summary>Counts a request.</summary>
    public void Note(TimeSpan waited, TimeSpan ran)
    {
        _waits.Count(waited);
        _runs.Count(ran);
    }

    /// <summary>Forgets what was counted, while nothing runs.</summary>
    public void Clear()
    {
        _waits.Clear();
        _runs.Clear();
    }

    private sealed class Histogram
    {
        private readonly long[] _buckets = new long[DurationCounts.BucketCount];
        private long _ticks;

        public void Count(TimeSpan duration)
        {
            Interlocked.Increment(ref _buckets[DurationCounts.BucketOf(duration)]);
            Interlocked.Add(ref _ticks, duration.Ticks);
        }

        public DurationCounts Read() => new()
        {
            Buckets = ImmutableArray.Create(_buckets),
            Milliseconds = TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalMilliseconds,
        };

        public void Clear()
        {
            Array.Clear(_buckets);
            Interlocked.Exchange(ref _ticks, 0);
        }
    }
}
