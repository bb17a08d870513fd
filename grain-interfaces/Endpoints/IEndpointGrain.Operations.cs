using System.Collections.Immutable;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <content>What operators do with an endpoint besides creating it and replacing its config.</content>
public partial interface IEndpointGrain
{
    /// <summary>Changes settings that are no config. Those about telemetry are refused while an update runs.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.InvalidParameter"/> naming the field; <see cref="FailureKind.Conflict"/>;
    /// <see cref="FailureKind.ResourceNotFound"/>.
    /// </exception>
    [Alias("change-settings")]
    Task<EndpointDetails> ChangeSettingsAsync(ChangeEndpointSettings command, CancellationToken cancellationToken);

    /// <summary>Cancels the running update: what served goes on serving, and what was being deployed is released.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Conflict"/> when none runs; <see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("cancel-update")]
    Task<EndpointDetails> CancelUpdateAsync(string caller, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a new config version with the content of an earlier one, its credentials included. The caller must be able
    /// to read what it refers to.
    /// </summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/> for a version that is not kept, or a model that is gone; otherwise as
    /// for <see cref="UpdateConfigAsync"/>.
    /// </exception>
    [Alias("roll-back")]
    Task<EndpointDetails> RollBackAsync(int version, Principal caller, CancellationToken cancellationToken);

    /// <summary>Releases the replicas of a custom-model endpoint; queries are refused until it is started. Safe to repeat.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.InvalidParameter"/> for another kind of endpoint; <see cref="FailureKind.Conflict"/> while an
    /// update runs, or when nothing serves; <see cref="FailureKind.ResourceNotFound"/>.
    /// </exception>
    [Alias("stop")]
    Task<EndpointDetails> StopAsync(string caller, CancellationToken cancellationToken);

    /// <summary>Deploys the config of a stopped endpoint again, as a new version. Changes nothing when it is not stopped.</summary>
    /// <exception cref="ServingException">As for <see cref="StopAsync"/>, and for a model that is gone.</exception>
    [Alias("start")]
    Task<EndpointDetails> StartAsync(Principal caller, CancellationToken cancellationToken);

    /// <summary>Accepted configs and events. Null when there is no such endpoint.</summary>
    [Alias("get-history")]
    Task<EndpointHistory?> GetHistoryAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What is known of a served entity, a line each, oldest first: events, and what its replicas reported since this
    /// grain was activated. Null when no config that is kept has such an entity.
    /// </summary>
    /// <param name="entityName">The entity's name.</param>
    /// <param name="configVersion">Only what is about this config version; null for everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("get-entity-log")]
    Task<ImmutableArray<string>?> GetEntityLogAsync(string entityName, int? configVersion, CancellationToken cancellationToken);
}
