using System.Collections.Concurrent;

namespace Andamento.Replicas;

/// <summary>
/// The loaded replicas of this silo, for served entities beside them: they ask a model without a message for each
/// question and each part of an answer. The grain stays the owner. Safe for concurrent use.
/// </summary>
internal sealed class LocalReplicas
{
    private readonly ConcurrentDictionary<string, LoadedReplica> _replicas = new(StringComparer.Ordinal);

    /// <summary>A replica, or null when it is not loaded here.</summary>
    public LoadedReplica? Find(string key) => _replicas.GetValueOrDefault(key);

    /// <summary>Lends a replica.</summary>
    public void Add(string key, LoadedReplica replica) => _replicas[key] = replica;

    /// <summary>Ends the loan. Requests in flight go on.</summary>
    public void Remove(string key, LoadedReplica replica) => _replicas.TryRemove(new(key, replica));
}
