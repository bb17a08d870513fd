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
    /// <summary>Starts what <paramref name="spec"/> asks for and reports how far it is. Returns at once; safe to repeat.</summary>
    /// <remarks>After a failure, asking again tries again.</remarks>
    [Alias("ensure")]
    Task<ReplicaSetStatus> EnsureAsync(ReplicaSetSpec spec, CancellationToken cancellationToken);

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

    /// <summary>Requests that all replicas together run at once.</summary>
    [Id(2)] public required int Concurrency { get; init; }

    /// <summary>How many replicas share them, at least 1.</summary>
    [Id(3)] public int Replicas { get; init; } = 1;
}

/// <summary>How far a replica set is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-set-status")]
public sealed record ReplicaSetStatus
{
    /// <summary>Where the set stands.</summary>
    [Id(0)] public required ReplicaState State { get; init; }

    /// <summary>Progress or the reason of a failure, for an operator; empty when all is well.</summary>
    [Id(1)] public string Message { get; init; } = "";

    /// <summary>Keys of the replicas that take requests.</summary>
    [Id(2)] public ImmutableArray<string> Ready { get; init; } = [];
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
}

/// <summary>What a silo must have for a replica to run there.</summary>
public enum Accelerator
{
    /// <summary>Any silo.</summary>
    None,

    /// <summary>A silo that says <c>accelerator=cuda</c> in its metadata.</summary>
    Cuda,
}
