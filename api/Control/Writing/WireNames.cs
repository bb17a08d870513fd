using System.Diagnostics;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Writing;

/// <summary>The names of states and kinds on the wire (sections 3.7 and 3.8).</summary>
internal static class WireNames
{
    /// <summary>The value of <c>state.config_update</c>.</summary>
    public static string Of(ConfigUpdateState state) => state switch
    {
        ConfigUpdateState.NotUpdating => "NOT_UPDATING",
        ConfigUpdateState.InProgress => "IN_PROGRESS",
        ConfigUpdateState.UpdateFailed => "UPDATE_FAILED",
        ConfigUpdateState.UpdateCanceled => "UPDATE_CANCELED",
        _ => throw new UnreachableException($"{state} has no name."),
    };

    /// <summary>The value of an entity's <c>state.deployment</c>.</summary>
    public static string Of(DeploymentState state) => state switch
    {
        DeploymentState.Creating => "DEPLOYMENT_CREATING",
        DeploymentState.Ready => "DEPLOYMENT_READY",
        DeploymentState.Failed => "DEPLOYMENT_FAILED",
        DeploymentState.Aborted => "DEPLOYMENT_ABORTED",
        DeploymentState.Recovering => "DEPLOYMENT_RECOVERING",
        _ => throw new UnreachableException($"{state} has no name."),
    };

    /// <summary>The value of <c>endpoint_type</c>, which is always there: an endpoint without entities is taken for a custom one.</summary>
    public static string Of(EndpointKind? kind) => kind switch
    {
        EndpointKind.External => "EXTERNAL_MODEL",
        EndpointKind.Foundation => "FOUNDATION_MODEL_API",
        EndpointKind.Custom or null => "CUSTOM_MODEL",
        _ => throw new UnreachableException($"{kind} has no name."),
    };
}
