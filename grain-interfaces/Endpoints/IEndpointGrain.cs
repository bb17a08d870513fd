using System.Collections.Immutable;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>
/// One endpoint: its configs, its life cycle, its limits. The key is its name. It is the only writer of its record, and
/// a change is stored before it is acknowledged.
/// </summary>
[Alias("andamento.endpoint")]
public partial interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>Creates the endpoint.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.AlreadyExists"/>; <see cref="FailureKind.InvalidParameter"/> naming the field;
    /// <see cref="FailureKind.ResourceNotFound"/> for an unknown model version.
    /// </exception>
    [Alias("create")]
    Task<EndpointDetails> CreateAsync(CreateEndpoint command, CancellationToken cancellationToken);

    /// <summary>Replaces the config: version n+1 deploys beside version n, which serves until n+1 is ready.</summary>
    /// <exception cref="ServingException">
    /// As for <see cref="CreateAsync"/>; <see cref="FailureKind.Conflict"/> while an update runs;
    /// <see cref="FailureKind.ResourceNotFound"/> when there is no such endpoint.
    /// </exception>
    [Alias("update-config")]
    Task<EndpointDetails> UpdateConfigAsync(UpdateEndpointConfig command, CancellationToken cancellationToken);

    /// <summary>Replaces the rate limits; they hold from the next request on.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>, <see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("set-rate-limits")]
    Task<ImmutableArray<RateLimitRule>> SetRateLimitsAsync(
        ImmutableArray<RateLimitRule> rules, string caller, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what the AI Gateway does, the rate limits included; it holds from the next request on. Answers what is stored.
    /// </summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>, <see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("set-gateway")]
    Task<AiGatewayConfig> SetGatewayAsync(AiGatewayConfig gateway, string caller, CancellationToken cancellationToken);

    /// <summary>Deletes the endpoint, its credentials and its replicas. Requests in flight may finish.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("delete")]
    Task DeleteAsync(CancellationToken cancellationToken);

    /// <summary>Everything an operator may see. Null when there is no such endpoint.</summary>
    [Alias("get")]
    Task<EndpointDetails?> GetAsync(CancellationToken cancellationToken);

    /// <summary>What a front door needs to serve. Null when there is no such endpoint.</summary>
    [Alias("get-snapshot")]
    Task<EndpointSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Yields the snapshot now, after each change, and every few seconds without one, so that a reader knows the line is
    /// alive. Ends when the endpoint is deleted or does not exist.
    /// </summary>
    [Alias("watch")]
    IAsyncEnumerable<EndpointSnapshot> WatchAsync(CancellationToken cancellationToken);

    /// <summary>What a served entity of an active, pending or draining config is. Null when it is no longer part of any.</summary>
    /// <param name="endpointId">The endpoint's id: after a re-creation, entities of the old one are gone.</param>
    /// <param name="configVersion">The config version that deployed it.</param>
    /// <param name="entityName">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("get-entity")]
    Task<ServedEntityDefinition?> GetEntityAsync(
        string endpointId, int configVersion, string entityName, CancellationToken cancellationToken);
}

/// <summary>
/// Names and summaries of all endpoints. The key is <see cref="Workspace"/>. Rebuilt from the endpoints' own records if lost.
/// </summary>
[Alias("andamento.endpoint-directory")]
public interface IEndpointDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The one key in use.</summary>
    const string Workspace = "workspace";

    /// <summary>
    /// Notes that an endpoint of this name is about to be written. An endpoint that dies between its record and its
    /// summary is found again through this note. Safe to repeat.
    /// </summary>
    [Alias("announce")]
    Task AnnounceAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores the newest summary. An older revision than the stored one changes nothing.</summary>
    [Alias("put")]
    Task PutAsync(EndpointDetails summary, CancellationToken cancellationToken);

    /// <summary>Forgets an endpoint. Safe to repeat.</summary>
    [Alias("remove")]
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>The name of the endpoint with an id, or null. Wakes no endpoint.</summary>
    [Alias("find")]
    Task<string?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All endpoints: those of the installation, then the newest first. Wakes none.</summary>
    [Alias("list")]
    Task<ImmutableArray<EndpointDetails>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The names of endpoints with work of their own: a running deployment, or replicas to keep. Wakes none.</summary>
    [Alias("list-busy")]
    Task<ImmutableArray<string>> ListBusyAsync(CancellationToken cancellationToken);
}

/// <summary>What one served entity is, for the grain that runs it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.served-entity-definition")]
public sealed record ServedEntityDefinition
{
    /// <summary>The entity as configured.</summary>
    [Id(0)] public required ServedEntity Entity { get; init; }

    /// <summary>Plaintext credentials given in the config, encrypted; the name is the setting's without <c>_plaintext</c>.</summary>
    [Id(1)] public ImmutableArray<SealedSetting> SealedSettings { get; init; } = [];

    /// <summary>The replicas to run, or null for an external model.</summary>
    [Id(2)] public Replicas.ReplicaSetSpec? Replicas { get; init; }
}

/// <summary>An encrypted setting.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Sealed">Ciphertext; only the cluster's key ring opens it.</param>
[GenerateSerializer, Immutable, Alias("andamento.sealed-setting")]
public sealed record SealedSetting([property: Id(0)] string Name, [property: Id(1)] ReadOnlyMemory<byte> Sealed);
