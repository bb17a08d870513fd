using Andamento.Registry;
using Andamento.Serving;
using Orleans.Concurrency;

namespace Andamento.Replicas;

/// <summary>
/// One loaded model on one device. The key is <c>replica set/accelerator/ordinal</c>; the accelerator decides on
/// which silos it may live.
/// </summary>
[Alias("andamento.replica")]
public interface IReplicaGrain : IGrainWithStringKey
{
    /// <summary>Says how far this replica is, and how busy. Starts nothing.</summary>
    [Alias("report"), AlwaysInterleave]
    Task<ReplicaReport> ReportAsync(CancellationToken cancellationToken);

    /// <summary>Starts loading, or loading again after a failure, and reports how far it is. Returns at once; safe to repeat.</summary>
    [Alias("load"), AlwaysInterleave]
    Task<ReplicaReport> LoadAsync(ReplicaSpec spec, CancellationToken cancellationToken);

    /// <summary>Runs one request. Requests overlap and may share one run of the model.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.Overloaded"/> when slots and queue are full, before any work is done;
    /// <see cref="FailureKind.Unavailable"/> when the model is not loaded; <see cref="FailureKind.BadRequest"/> for input
    /// that does not fit the model.
    /// </exception>
    [Alias("invoke"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken);

    /// <summary>Runs one request and hands out its events as they come. Who stops reading frees its place in the model.</summary>
    /// <exception cref="ServingException">As for <see cref="InvokeAsync"/>, before the first frame.</exception>
    [Alias("stream"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken);

    /// <summary>Unloads the model, unless a request is in flight. Safe to repeat.</summary>
    /// <returns>True when there is no model here any more.</returns>
    [Alias("unload-idle"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    Task<bool> UnloadIdleAsync(CancellationToken cancellationToken);

    /// <summary>Gives requests in flight a while to finish and unloads the model. Safe to repeat.</summary>
    [Alias("unload"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    Task UnloadAsync(CancellationToken cancellationToken);
}

/// <summary>What one replica runs.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-spec")]
public sealed record ReplicaSpec
{
    /// <summary>The model.</summary>
    [Id(0)] public required ModelVersion Model { get; init; }

    /// <summary>The device kind it needs.</summary>
    [Id(1)] public required Accelerator Accelerator { get; init; }

    /// <summary>Requests that it runs at once.</summary>
    [Id(2)] public required int Concurrency { get; init; }
}

/// <summary>How one replica is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-report")]
public sealed record ReplicaReport
{
    /// <summary>Where it stands.</summary>
    [Id(0)] public required ReplicaState State { get; init; }

    /// <summary>Progress or the reason of a failure, for an operator; empty when all is well.</summary>
    [Id(1)] public string Message { get; init; } = "";

    /// <summary>Requests that run or wait in its model now.</summary>
    [Id(2)] public int Outstanding { get; init; }

    /// <summary>Requests that it has begun since it was loaded.</summary>
    [Id(3)] public long Begun { get; init; }

    /// <summary>Where it lives.</summary>
    [Id(4)] public SiloAddress? Silo { get; init; }

    /// <summary>What it has done, and what its host does; null while it takes no requests.</summary>
    [Id(5)] public ReplicaLoad? Load { get; init; }
}
