using System.Collections.Immutable;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>An endpoint as an operator sees it (section 3.7). No secret is in it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-details")]
public sealed record EndpointDetails
{
    /// <summary>The name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The id, 32 lower-case hex digits; a re-created name gets another.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>Who made it.</summary>
    [Id(2)] public required string Creator { get; init; }

    /// <summary>When it was made.</summary>
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(4)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts every change of the record, from 1.</summary>
    [Id(5)] public required long Revision { get; init; }

    /// <summary>What kind of entities it serves; null while it has none.</summary>
    [Id(6)] public EndpointKind? Kind { get; init; }

    /// <summary>True when every entity of the active config is ready.</summary>
    [Id(7)] public required bool Ready { get; init; }

    /// <summary>Whether an update runs, or how the last one ended.</summary>
    [Id(8)] public required ConfigUpdateState ConfigUpdate { get; init; }

    /// <summary>The config that serves; null before the first is ready.</summary>
    [Id(9)] public EndpointConfig? Config { get; init; }

    /// <summary>The config that deploys, or that failed to.</summary>
    [Id(10)] public EndpointConfig? PendingConfig { get; init; }

    /// <summary>Tags.</summary>
    [Id(11)] public ImmutableArray<EndpointTag> Tags { get; init; } = [];

    /// <summary>Free text.</summary>
    [Id(12)] public string Description { get; init; } = "";

    /// <summary>Has a route of its own.</summary>
    [Id(13)] public bool RouteOptimized { get; init; }

    /// <summary>Rate limits.</summary>
    [Id(14)] public ImmutableArray<RateLimitRule> RateLimits { get; init; } = [];

    /// <summary>The task of its entities; null while it has none.</summary>
    [Id(15)] public ServingTask? Task { get; init; }

    /// <summary>What its AI Gateway does. Its rate limits are <see cref="RateLimits"/>, wherever they were set.</summary>
    [Id(16)] public AiGatewayConfig Gateway { get; init; } = AiGatewayConfig.None;

    /// <summary>What was granted to others than the creator, who manages it anyway.</summary>
    [Id(17)] public ImmutableArray<EndpointGrant> Grants { get; init; } = [];

    /// <summary>Stopped: the config is kept, nothing of it runs.</summary>
    [Id(20)] public bool Stopped { get; init; }

    /// <summary>Who is told how updates end; null when that was never set.</summary>
    [Id(21)] public EmailNotifications? Notifications { get; init; }

    /// <summary>Where telemetry goes; null when that was never set.</summary>
    [Id(22)] public TelemetryConfig? Telemetry { get; init; }

    /// <summary>Whether the system's own metrics are exported; null when that was never set.</summary>
    [Id(23)] public bool? MetricsExport { get; init; }

    /// <summary>An opaque id, or null.</summary>
    [Id(24)] public string? BudgetPolicyId { get; init; }
}

/// <summary>What kind of entities an endpoint serves. One endpoint serves one kind.</summary>
public enum EndpointKind
{
    /// <summary>Models behind another company's API.</summary>
    External,

    /// <summary>Language and embedding models that our own replicas run.</summary>
    Foundation,

    /// <summary>Any other registered model.</summary>
    Custom,
}

/// <summary>Whether a config update runs, or how the last one ended (section 4.1).</summary>
public enum ConfigUpdateState
{
    /// <summary>None runs.</summary>
    NotUpdating,

    /// <summary>One runs; the old config serves.</summary>
    InProgress,

    /// <summary>The last one failed; the old config serves.</summary>
    UpdateFailed,

    /// <summary>The last one was cancelled; the old config serves.</summary>
    UpdateCanceled,
}

/// <summary>One config version.</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-config")]
public sealed record EndpointConfig
{
    /// <summary>Counts accepted configs, from 1.</summary>
    [Id(0)] public required int Version { get; init; }

    /// <summary>The served entities, in the order sent; fallback follows it.</summary>
    [Id(1)] public required ImmutableArray<ServedEntity> ServedEntities { get; init; }

    /// <summary>The traffic routes; they sum to 100.</summary>
    [Id(2)] public required ImmutableArray<TrafficRoute> Routes { get; init; }

    /// <summary>When its deployment began.</summary>
    [Id(3)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where whole requests and answers are logged in the older way; null when that was never asked for.</summary>
    [Id(4)] public InferenceTableConfig? AutoCapture { get; init; }
}

/// <summary>A served entity as stored (section 3.4), defaults filled in.</summary>
[GenerateSerializer, Immutable, Alias("andamento.stored-served-entity")]
public sealed record ServedEntity
{
    /// <summary>Its name within the endpoint.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it does.</summary>
    [Id(1)] public required ServingTask Task { get; init; }

    /// <summary>Who introduced it.</summary>
    [Id(2)] public required string Creator { get; init; }

    /// <summary>When it was introduced. An entity that an update leaves alone keeps it.</summary>
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How far its deployment is.</summary>
    [Id(4)] public required DeploymentState Deployment { get; init; }

    /// <summary>Progress, or why it failed; empty when all is well.</summary>
    [Id(5)] public string DeploymentMessage { get; init; } = "";

    /// <summary>The config version whose deployment this entity runs from: an update that leaves it alone keeps it.</summary>
    [Id(6)] public required int DeployedBy { get; init; }

    /// <summary>The registered model, or null.</summary>
    [Id(7)] public string? EntityName { get; init; }

    /// <summary>Its version, or null.</summary>
    [Id(8)] public string? EntityVersion { get; init; }

    /// <summary>The workload size, or null.</summary>
    [Id(9)] public string? WorkloadSize { get; init; }

    /// <summary>The workload type, or null.</summary>
    [Id(10)] public string? WorkloadType { get; init; }

    /// <summary>Whether an idle entity may have no replica.</summary>
    [Id(11)] public bool ScaleToZeroEnabled { get; init; }

    /// <summary>Fewest requests at once, or null.</summary>
    [Id(12)] public int? MinProvisionedConcurrency { get; init; }

    /// <summary>Most requests at once, or null.</summary>
    [Id(13)] public int? MaxProvisionedConcurrency { get; init; }

    /// <summary>Environment of the model.</summary>
    [Id(14)] public ImmutableArray<NamedValue> EnvironmentVars { get; init; } = [];

    /// <summary>As sent, or null.</summary>
    [Id(15)] public string? InstanceProfileArn { get; init; }

    /// <summary>The external model, or null.</summary>
    [Id(16)] public ExternalModel? External { get; init; }

    /// <summary>Tokens per second that are there however quiet it is, or null.</summary>
    [Id(17)] public int? MinProvisionedThroughput { get; init; }

    /// <summary>Most tokens per second, or null.</summary>
    [Id(18)] public int? MaxProvisionedThroughput { get; init; }

    /// <summary>Throughput in units of the model's chunk, or null.</summary>
    [Id(19)] public int? ProvisionedModelUnits { get; init; }

    /// <summary>With model units: whether as much again may be used where it is there; else null.</summary>
    [Id(20)] public bool? BurstScalingEnabled { get; init; }
}

/// <summary>An external model as stored: plaintext secrets are taken out.</summary>
[GenerateSerializer, Immutable, Alias("andamento.external-model")]
public sealed record ExternalModel
{
    /// <summary>The provider.</summary>
    [Id(0)] public required string Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The name of the config object, for example <c>openai_config</c>.</summary>
    [Id(2)] public required string ConfigName { get; init; }

    /// <summary>Its members, without plaintext secrets; references like <c>{{secrets/scope/key}}</c> stay.</summary>
    [Id(3)] public ImmutableArray<NamedValue> Settings { get; init; } = [];
}

/// <summary>How far the deployment of a served entity is (section 4.2).</summary>
public enum DeploymentState
{
    /// <summary>Getting ready.</summary>
    Creating,

    /// <summary>Takes requests.</summary>
    Ready,

    /// <summary>Could not be deployed.</summary>
    Failed,

    /// <summary>Cancelled, superseded or timed out.</summary>
    Aborted,

    /// <summary>Was ready, lost a replica, and is coming back.</summary>
    Recovering,
}
