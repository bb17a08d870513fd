using System.Collections.Immutable;

namespace Andamento.Serving;

/// <summary>How many things took how long, in buckets that are the same everywhere, so that counts can be added up.</summary>
[GenerateSerializer, Immutable, Alias("andamento.duration-counts")]
public sealed record DurationCounts
{
    /// <summary>Upper bounds of the buckets, in milliseconds; one more holds the rest.</summary>
    public static ImmutableArray<int> BoundsInMilliseconds { get; } =
        [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000];

    /// <summary>How many buckets there are.</summary>
    public static int BucketCount => BoundsInMilliseconds.Length + 1;

    /// <summary>Nothing was counted.</summary>
    public static DurationCounts None { get; } = new() { Buckets = [.. new long[BucketCount]], Milliseconds = 0 };

    /// <summary>How many fell into each bucket alone.</summary>
    [Id(0)] public required ImmutableArray<long> Buckets { get; init; }

    /// <summary>How long all took together.</summary>
    [Id(1)] public required double Milliseconds { get; init; }

    /// <summary>All of them.</summary>
    public long Total => Buckets.Sum();

    /// <summary>The bucket of a duration.</summary>
    public static int BucketOf(TimeSpan duration)
    {
        var bucket = 0;
        while (bucket < BoundsInMilliseconds.Length && duration.TotalMilliseconds > BoundsInMilliseconds[bucket]) bucket++;
        return bucket;
    }

    /// <summary>These and the others.</summary>
    public DurationCounts Plus(DurationCounts others) => new()
    {
        Buckets = [.. Buckets.Zip(others.Buckets, static (one, other) => one + other)],
        Milliseconds = Milliseconds + others.Milliseconds,
    };

    /// <summary>What was counted after <paramref name="before"/>; all of it where a bucket holds less than then, for counting began anew.</summary>
    public DurationCounts Since(DurationCounts before) => Buckets.Zip(before.Buckets).Any(static pair => pair.First < pair.Second)
        ? this
        : new()
        {
            Buckets = [.. Buckets.Zip(before.Buckets, static (now, then) => now - then)],
            Milliseconds = Math.Max(0, Milliseconds - before.Milliseconds),
        };
}
