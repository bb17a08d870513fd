using System.Collections.Immutable;
using Andamento.Serving;
using Orleans.Concurrency;

namespace Andamento.Endpoints;

/// <summary>
/// Holds the workspace to its quotas (V29, V30). The key is <see cref="IEndpointDirectoryGrain.Workspace"/>. It stores nothing:
/// what there is, the directory knows, and the count of changes begins anew with its activation.
/// </summary>
[Alias("andamento.workspace-quota")]
public interface IWorkspaceQuotaGrain : IGrainWithStringKey
{
    /// <summary>Lets a create or an update through, or refuses it. One that was let through counts, whatever becomes of it.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.LimitReached"/> for too many changes of late; <see cref="FailureKind.ResourceLimitExceeded"/> for too much of something.
    /// </exception>
    [Alias("admit")]
    Task AdmitAsync(EndpointDemand demand, CancellationToken cancellationToken);

    /// <summary>What was let through for an endpoint is in the directory, or came to nothing. Nobody waits; a word that is lost is made up for.</summary>
    [Alias("settle"), OneWay]
    Task SettleAsync(string endpoint, CancellationToken cancellationToken);
}

/// <summary>What an endpoint takes of the workspace's quotas.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Models">Requests at once, by model; no external models.</param>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-demand")]
public sealed record EndpointDemand([property: Id(0)] string Endpoint, [property: Id(1)] ImmutableArray<ModelDemand> Models);

/// <summary>Requests at once that a model is to take.</summary>
/// <param name="Model">The registered model's full name.</param>
/// <param name="Concurrency">Requests at once.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-demand")]
public sealed record ModelDemand([property: Id(0)] string Model, [property: Id(1)] int Concurrency);
