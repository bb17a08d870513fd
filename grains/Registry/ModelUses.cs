using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>Which endpoints name a model.</summary>
/// <remarks>
/// Replicas read a version's files whenever they start, on any silo and at any time. So a version that a config names is not
/// deleted, and a model that a config names is not renamed. The answer is that of the endpoints' directory: an endpoint that
/// is being created at the same moment may be missed, and then says itself that its model is gone.
/// </remarks>
internal static class ModelUses
{
    /// <summary>Refuses while an endpoint names the model.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="fullName">The model.</param>
    /// <param name="version">One version of it; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.Conflict"/>, naming the endpoint.</exception>
    public static async Task RefuseAsync(IGrainFactory grains, string fullName, int? version, CancellationToken cancellationToken)
    {
        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var all = await directory.ListAsync(cancellationToken);
        if (all.FirstOrDefault(endpoint => Names(endpoint, fullName, version)) is not { } user) return;

        throw new ServingException(
            FailureKind.Conflict,
            $"The serving endpoint '{user.Name}' serves {(version is null ? "" : $"version {version} of ")}model '{fullName}'; "
            + "change or delete the endpoint first.");
    }

    /// <summary>Whether a config that serves, or is about to, names the model.</summary>
    public static bool Names(EndpointDetails endpoint, string fullName, int? version) =>
        Names(endpoint.Config, fullName, version)
        || (endpoint.ConfigUpdate is ConfigUpdateState.InProgress && Names(endpoint.PendingConfig, fullName, version));

    private static bool Names(EndpointConfig? config, string fullName, int? version) =>
        config is not null && config.ServedEntities.Any(
            entity => entity.EntityName == fullName && (version is null || entity.EntityVersion == $"{version}"));
}
