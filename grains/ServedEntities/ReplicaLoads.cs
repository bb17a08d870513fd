using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Andamento.ServedEntities;

/// <summary>How many requests of this process each replica has now. Safe for concurrent use; one per process.</summary>
internal sealed class ReplicaLoads
{
    private readonly ConcurrentDictionary<string, int> _outstanding = new(StringComparer.Ordinal);

    /// <summary>Takes the replica with the fewest requests. Dispose the result when its request has ended.</summary>
    /// <param name="replicas">The ready ones, at least one.</param>
    public Lease Take(ImmutableArray<string> replicas)
    {
        var least = replicas.MinBy(replica => _outstanding.GetValueOrDefault(replica))!;
        _outstanding.AddOrUpdate(least, 1, static (_, count) => count + 1);
        return new(this, least);
    }

    private void GiveBack(string replica)
    {
        var left = _outstanding.AddOrUpdate(replica, 0, static (_, count) => count - 1);
        if (left <= 0) _outstanding.TryRemove(new(replica, left));
    }

    /// <summary>One request at one replica.</summary>
    public sealed class Lease(ReplicaLoads loads, string replica) : IDisposable
    {
        /// <summary>The replica's key.</summary>
        public string Replica => replica;

        /// <inheritdoc/>
        public void Dispose() => loads.GiveBack(replica);
    }
}
