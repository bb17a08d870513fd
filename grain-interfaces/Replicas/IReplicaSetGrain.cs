using System.Collections.Immutable;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>
/// The replicas of one served entity: how many there are, where, and whether they are ready.
/// The key is that of the served entity.
/// </summary>
[Alias("andamento.replica-set")]
public interface IReplicaSetGrain : IGrainWithStringKey
{
    /// <summary>Keeps what <paramref name="spec"/> asks for and reports how far it is. Returns at once; safe to repeat.</summary>
    /// <remarks>The owner's call: a set that nobody ensured starts nothing. After a failure it tries again by itself.</remarks>
    [Alias("ensure")]
    Task<ReplicaSetStatus> EnsureAsync(ReplicaSetSpec spec, CancellationToken cancellationToken);

    /// <summary>Asks for replicas to send requests to, and says how many requests wait for one. Returns at once; safe to repeat.</summary>
    /// <remarks>The callers' call. Requests that wait wake a set that has scaled to zero.</remarks>
    [Alias("ask")]
    Task<ReplicaSetStatus> AskAsync(ReplicaSetSpec spec, ReplicaDemand demand, CancellationToken cancellationToken);

    /// <summary>What its replicas have done, those that have gone included, and what their hosts do. As of the last look at them; starts nothing.</summary>
    /// <remarks>Counts begin anew when the set comes to life on another silo.</remarks>
    [Alias("read-load")]
    Task<ReplicaLoad> ReadLoadAsync(CancellationToken cancellationToken);

    /// <summary>Lets requests in flight finish, then unloads every replica. Safe to repeat.</summary>
    [Alias("release"), ResponseTimeout(ServingTime.CallTimeout)]
    Task ReleaseAsync(CancellationToken cancellationToken);
}

/// <summary>What a replica set runs.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-set-spec")]
public sealed record ReplicaSetSpec
{
    /// <summary>The model.</summary>
    [Id(0)] public required ModelVersion Model { get; init; }

    /// <summary>The device kind that every replica needs.</summary>
    [Id(1)] public required Accelerator Accelerator { get; init; }

    /// <summary>Most requests that all replicas together run at once.</summary>
    [Id(2)] public required int Concurrency { get; init; }

    // 3 was the number of replicas, which the set decides now.

    /// <summary>Requests at once that there are replicas for however quiet it is; at least one replica, unless the set scales to zero.</summary>
    [Id(4)] public int MinConcurrency { get; init; }

    /// <summary>The set may have no replica while nobody asks.</summary>
    [Id(5)] public bool ScaleToZero { get; init; }

    /// <summary>Most tokens per second of all callers together; 0 for as many as the replicas give.</summary>
    [Id(6)] public int MaxThroughput { get; init; }
}

/// <summary>How far a replica set is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-set-status")]
public sealed record ReplicaSetStatus
{
    /// <summary>Where the set stands. A set that has scaled to zero is ready.</summary>
    [Id(0)] public required ReplicaState State { get; init; }

    /// <summary>Progress or the reason of a failure, for an operator; empty when all is well.</summary>
    [Id(1)] public string Message { get; init; } = "";

    // 2 was the keys alone.

    /// <summary>The replicas that take requests.</summary>
    [Id(3)] public ImmutableArray<ReadyReplica> Ready { get; init; } = [];

    /// <summary>Tokens that all callers together may use now, negative for a debt; null where throughput is not provisioned.</summary>
    [Id(4)] public double? TokensLeft { get; init; }
}

/// <summary>A replica that takes requests.</summary>
/// <param name="Key">The key of its grain.</param>
/// <param name="Concurrency">Requests that it runs at once.</param>
/// <param name="Outstanding">Requests of all callers that ran or waited there a moment ago.</param>
[GenerateSerializer, Immutable, Alias("andamento.ready-replica")]
public sealed record ReadyReplica(
    [property: Id(0)] string Key, [property: Id(1)] int Concurrency, [property: Id(2)] int Outstanding);

/// <summary>What one process wants of a replica set.</summary>
/// <param name="Caller">The process, for as long as it has the served entity.</param>
/// <param name="Waiting">Its requests that no replica has taken yet.</param>
[GenerateSerializer, Immutable, Alias("andamento.replica-demand")]
public sealed record ReplicaDemand([property: Id(0)] Guid Caller, [property: Id(1)] int Waiting)
{
    /// <summary>Tokens that its requests have used since it last asked.</summary>
    [Id(2)] public long UsedTokens { get; init; }
}

/// <summary>Where a replica, or a set of them, stands.</summary>
public enum ReplicaState
{
    /// <summary>Getting files or loading.</summary>
    Loading,

    /// <summary>Takes requests.</summary>
    Ready,

    /// <summary>Could not be loaded; the message says why.</summary>
    Failed,

    /// <summary>Holds no model, and loads none.</summary>
    Absent,
}

/// <summary>What a silo must have for a replica to run there.</summary>
public enum Accelerator
{
    /// <summary>Any silo.</summary>
    None,

    /// <summary>A silo that says <c>accelerator=cuda</c> in its metadata.</summary>
    Cuda,
}
