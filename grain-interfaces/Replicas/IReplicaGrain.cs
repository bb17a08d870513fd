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
    /// <summary>Starts loading and reports how far it is. Returns at once; safe to repeat.</summary>
    [Alias("load"), AlwaysInterleave]
    Task<ReplicaSetStatus> LoadAsync(ReplicaSetSpec spec, CancellationToken cancellationToken);

    /// <summary>Runs one request. Requests overlap and may share one run of the model.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.Overloaded"/> when slots and queue are full, before any work is done;
    /// <see cref="FailureKind.Unavailable"/> when the model is not loaded; <see cref="FailureKind.BadRequest"/> for input
    /// that does not fit the model.
    /// </exception>
    [Alias("invoke"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken);

    /// <summary>Lets requests in flight finish and unloads the model. Safe to repeat.</summary>
    [Alias("unload"), AlwaysInterleave, ResponseTimeout(ServingTime.CallTimeout)]
    Task UnloadAsync(CancellationToken cancellationToken);
}
