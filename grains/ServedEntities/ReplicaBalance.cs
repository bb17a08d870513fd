using System.Collections.Immutable;
using Andamento.Replicas;

namespace Andamento.ServedEntities;

/// <summary>
/// Chooses a replica for each request of one served entity: the one with the least work for its size, or the one that had
/// the same beginning before, whose memory of it saves work, unless it is clearly busier. Safe for concurrent use.
/// </summary>
/// <remarks>
/// This process counts its own requests; what others have there is known from the replica's last report.
/// </remarks>
internal sealed class ReplicaBalance
{
    private readonly PrefixMemory _beginnings = new();
    private Slot[] _slots = [];
    private int _turn;

    /// <summary>Replaces the replicas. One caller at a time.</summary>
    public void Update(ImmutableArray<ReadyReplica> ready)
    {
        var before = Volatile.Read(ref _slots);
        var slots = new Slot[ready.Length];
        for (var index = 0; index < slots.Length; index++)
        {
            var replica = ready[index];
            var slot = Array.Find(before, old => old.Key == replica.Key && old.Concurrency == replica.Concurrency)
                ?? new(replica.Key, replica.Concurrency);
            slot.Reported(replica.Outstanding);
            slots[index] = slot;
        }

        Volatile.Write(ref _slots, slots);
    }

    /// <summary>Takes a place at a replica; null when there is none. Give it back when its request has ended.</summary>
    /// <param name="body">The request's body where its beginning matters, else nothing.</param>
    public Slot? Take(ReadOnlySpan<byte> body)
    {
        var slots = Volatile.Read(ref _slots);
        if (slots.Length == 0) return null;

        var least = Least(slots);
        var beginning = PrefixMemory.Of(body);
        if (slots.Length > 1 && Known(slots, beginning) is { } known && !known.IsBusierThan(least)) least = known;
        _beginnings.Note(beginning, least.Ordinal);
        least.Enter();
        return least;
    }

    private Slot Least(Slot[] slots)
    {
        var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)slots.Length); // among equals each in turn
        var least = slots[first];
        for (var offset = 1; offset < slots.Length; offset++)
        {
            var other = slots[(first + offset) % slots.Length];
            if (other.Load < least.Load) least = other;
        }

        return least;
    }

    private Slot? Known(Slot[] slots, PrefixMemory.Beginning beginning) =>
        _beginnings.Find(beginning) is { } ordinal ? Array.Find(slots, slot => slot.Ordinal == ordinal) : null;

    /// <summary>A replica as this process sees it.</summary>
    public sealed class Slot(string key, int concurrency)
    {
        private int _own;
        private int _others;

        /// <summary>The replica's key.</summary>
        public string Key => key;

        /// <summary>Requests that it runs at once.</summary>
        public int Concurrency => concurrency;

        /// <summary>Which replica of its set.</summary>
        public int Ordinal { get; } = ReplicaKey.Parse(key).Ordinal;

        /// <summary>Its work for its size.</summary>
        public double Load => (double)Outstanding / concurrency;

        /// <summary>The replica in another process, made by who needs it first.</summary>
        public IServedEntity? Remote { get; set; }

        private int Outstanding => Volatile.Read(ref _own) + Volatile.Read(ref _others);

        /// <summary>True when waiting here would cost more than the memory of a beginning saves.</summary>
        public bool IsBusierThan(Slot other) => Outstanding >= concurrency || Load - other.Load > 0.5;

        /// <summary>One request more.</summary>
        public void Enter() => Interlocked.Increment(ref _own);

        /// <summary>One request less.</summary>
        public void Leave() => Interlocked.Decrement(ref _own);

        /// <summary>Notes how many requests of all processes the replica had a moment ago.</summary>
        public void Reported(int outstanding) => Volatile.Write(ref _others, Math.Max(0, outstanding - Volatile.Read(ref _own)));
    }
}
