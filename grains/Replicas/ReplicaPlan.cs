namespace Andamento.Replicas;

/// <summary>How many replicas a set should have, in requests at once. Pure.</summary>
internal static class ReplicaPlan
{
    /// <summary>What a set looked like over time.</summary>
    /// <param name="UsedAt">When somebody last asked.</param>
    /// <param name="ShortSince">Since when more requests are there than its replicas run at once; null when they are not.</param>
    /// <param name="AmpleSince">Since when it would do without its last replica; null when it would not.</param>
    /// <param name="Peak">Most requests at once since then.</param>
    internal readonly record struct Notes(
        DateTimeOffset UsedAt, DateTimeOffset? ShortSince = null, DateTimeOffset? AmpleSince = null, int Peak = 0);

    /// <summary>What is there to be done.</summary>
    /// <param name="Outstanding">Requests that run or wait in replicas.</param>
    /// <param name="Waiting">Requests that no replica has taken.</param>
    /// <param name="Used">Somebody asked since the last look.</param>
    internal readonly record struct Demand(int Outstanding, int Waiting, bool Used)
    {
        /// <summary>All requests.</summary>
        public int Total => Outstanding + Waiting;
    }

    /// <summary>Requests at once that the set should have replicas for.</summary>
    public static (int Concurrency, Notes Notes) Desired(
        ReplicaSetSpec spec, ReplicaOptions options, ReplicaSetRecord record, Demand demand, Notes notes, DateTimeOffset now)
    {
        var capacity = ReplicaMembers.Capacity(record.Members);
        if (demand.Used || demand.Total > 0) notes = notes with { UsedAt = now };
        var least = Least(spec, options, record, demand, notes, now);
        if (capacity < least || least == 0) return (least, new(notes.UsedAt));

        var wanted = Math.Clamp(demand.Total, least, Math.Max(least, spec.Concurrency));
        notes = notes with
        {
            ShortSince = wanted > capacity ? notes.ShortSince ?? now : null,
            AmpleSince = wanted <= capacity - ReplicaMembers.LastOf(record.Members).Concurrency ? notes.AmpleSince ?? now : null,
        };
        notes = notes with { Peak = notes.AmpleSince is null ? 0 : Math.Max(notes.Peak, wanted) };
        if (notes.ShortSince is { } since && now - since >= options.ScaleUpAfter) return (wanted, new(notes.UsedAt));
        return notes.AmpleSince is { } ample && now - ample >= options.ScaleDownAfter
            ? (notes.Peak, new(notes.UsedAt))
            : (capacity, notes);
    }

    /// <summary>Requests at once that a set without load has replicas for.</summary>
    private static int Least(
        ReplicaSetSpec spec, ReplicaOptions options, ReplicaSetRecord record, Demand demand, Notes notes, DateTimeOffset now)
    {
        var awake = Math.Max(1, Math.Min(spec.MinConcurrency, spec.Concurrency));
        if (!spec.ScaleToZero || !record.Deployed || demand.Total > 0) return awake;
        return ReplicaMembers.Capacity(record.Members) == 0 || now - notes.UsedAt >= options.IdleTimeout ? 0 : awake;
    }
}
