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

    /// <summary>The value of <c>status</c> in the history of configs.</summary>
    public static string Of(ConfigOutcome outcome) => outcome switch
    {
        ConfigOutcome.Deploying => "DEPLOYING",
        ConfigOutcome.Served => "SERVED",
        ConfigOutcome.Failed => "FAILED",
        ConfigOutcome.Canceled => "CANCELED",
        _ => throw new UnreachableException($"{outcome} has no name."),
    };

    /// <summary>The value of <c>event_type</c>.</summary>
    public static string Of(EndpointEventKind kind) => kind switch
    {
        EndpointEventKind.Created => "CREATED",
        EndpointEventKind.ConfigAccepted => "CONFIG_ACCEPTED",
        EndpointEventKind.ConfigServed => "CONFIG_SERVED",
        EndpointEventKind.ConfigFailed => "CONFIG_FAILED",
        EndpointEventKind.ConfigCanceled => "CONFIG_CANCELED",
        EndpointEventKind.ConfigCleared => "CONFIG_CLEARED",
        EndpointEventKind.Stopped => "STOPPED",
        EndpointEventKind.PermissionsChanged => "PERMISSIONS_CHANGED",
        EndpointEventKind.RateLimitsChanged => "RATE_LIMITS_CHANGED",
        EndpointEventKind.GatewayChanged => "GATEWAY_CHANGED",
        EndpointEventKind.SettingsChanged => "SETTINGS_CHANGED",
        _ => throw new UnreachableException($"{kind} has no name."),
    };

    /// <summary>The name of a kind of telemetry.</summary>
    public static string Of(TelemetryFeature feature) => feature switch
    {
        TelemetryFeature.Logs => "TELEMETRY_FEATURE_LOGS",
        TelemetryFeature.Metrics => "TELEMETRY_FEATURE_METRICS",
        TelemetryFeature.Traces => "TELEMETRY_FEATURE_TRACES",
        TelemetryFeature.InferenceTable => "TELEMETRY_FEATURE_INFERENCE_TABLE",
        _ => throw new UnreachableException($"{feature} has no name."),
    };
}
