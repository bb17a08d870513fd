using System.Collections.Immutable;
using Andamento.Gateway;
using Andamento.Identity;
using Andamento.RateLimits;

namespace Andamento.Endpoints;

/// <summary>A wish for an endpoint, as read from JSON and not yet checked against the rules.</summary>
[GenerateSerializer, Immutable, Alias("andamento.create-endpoint")]
public sealed record CreateEndpoint
{
    /// <summary>Who asks; becomes the creator.</summary>
    [Id(0)] public required Principal Caller { get; init; }

    /// <summary>The config, or null for an endpoint that gets one later.</summary>
    [Id(1)] public EndpointConfigInput? Config { get; init; }

    /// <summary>Rate limits.</summary>
    [Id(2)] public ImmutableArray<RateLimitRule> RateLimits { get; init; } = [];

    /// <summary>Tags, unique by key.</summary>
    [Id(3)] public ImmutableArray<EndpointTag> Tags { get; init; } = [];

    /// <summary>Free text, at most 1,000 characters.</summary>
    [Id(4)] public string Description { get; init; } = "";

    /// <summary>Asks for a route of its own; refused for external models.</summary>
    [Id(5)] public bool RouteOptimized { get; init; }

    /// <summary>What its AI Gateway does. Rate limits in it exclude <see cref="RateLimits"/>.</summary>
    [Id(6)] public AiGatewayConfig Gateway { get; init; } = AiGatewayConfig.None;

    /// <summary>Who is told how updates end, or null.</summary>
    [Id(20)] public EmailNotifications? Notifications { get; init; }

    /// <summary>Where telemetry goes, or null.</summary>
    [Id(21)] public TelemetryConfig? Telemetry { get; init; }

    /// <summary>An opaque id that is stored and repeated, or null.</summary>
    [Id(22)] public string? BudgetPolicyId { get; init; }

    /// <summary>It is one of <see cref="SystemEndpoints"/>. No request can say so.</summary>
    [Id(23)] public bool OfSystem { get; init; }
}

/// <summary>A wish for another config.</summary>
[GenerateSerializer, Immutable, Alias("andamento.update-endpoint-config")]
public sealed record UpdateEndpointConfig
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required Principal Caller { get; init; }

    /// <summary>The new config.</summary>
    [Id(1)] public required EndpointConfigInput Config { get; init; }
}

/// <summary>A config as sent (control-plane contract, section 3.2).</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-config-input")]
public sealed record EndpointConfigInput
{
    /// <summary>The served entities; null when the body had none, which on an update means: keep them.</summary>
    [Id(0)] public ImmutableArray<ServedEntityInput>? ServedEntities { get; init; }

    /// <summary>The traffic routes; null when the body had none.</summary>
    [Id(1)] public ImmutableArray<TrafficRoute>? Routes { get; init; }

    /// <summary>The older way to log whole requests and answers; null when the body had none, which means: as before.</summary>
    [Id(2)] public AutoCaptureInput? AutoCapture { get; init; }
}

/// <summary>The older way to log whole requests and answers, as sent (section 3.8). Null means: not in the body.</summary>
[GenerateSerializer, Immutable, Alias("andamento.auto-capture-input")]
public sealed record AutoCaptureInput
{
    /// <summary>Writes rows; true unless the body says otherwise.</summary>
    [Id(0)] public bool Enabled { get; init; } = true;

    /// <summary>The catalog.</summary>
    [Id(1)] public string? CatalogName { get; init; }

    /// <summary>The schema.</summary>
    [Id(2)] public string? SchemaName { get; init; }

    /// <summary>The table's name without <c>_payload</c>.</summary>
    [Id(3)] public string? TableNamePrefix { get; init; }
}

/// <summary>A served entity as sent (section 3.3). Null means: not in the body.</summary>
[GenerateSerializer, Immutable, Alias("andamento.served-entity-input")]
public sealed record ServedEntityInput
{
    /// <summary>Its name within the endpoint; null for the default name.</summary>
    [Id(0)] public string? Name { get; init; }

    /// <summary>The registered model, <c>catalog.schema.model</c>.</summary>
    [Id(1)] public string? EntityName { get; init; }

    /// <summary>The model's version.</summary>
    [Id(2)] public string? EntityVersion { get; init; }

    /// <summary><c>Small</c>, <c>Medium</c> or <c>Large</c>.</summary>
    [Id(3)] public string? WorkloadSize { get; init; }

    /// <summary><c>CPU</c>, <c>GPU_SMALL</c> and so on.</summary>
    [Id(4)] public string? WorkloadType { get; init; }

    /// <summary>Lets an idle entity have no replica.</summary>
    [Id(5)] public bool? ScaleToZeroEnabled { get; init; }

    /// <summary>Fewest requests at once.</summary>
    [Id(6)] public int? MinProvisionedConcurrency { get; init; }

    /// <summary>Most requests at once.</summary>
    [Id(7)] public int? MaxProvisionedConcurrency { get; init; }

    /// <summary>Environment of the model.</summary>
    [Id(8)] public ImmutableArray<NamedValue> EnvironmentVars { get; init; } = [];

    /// <summary>Kept and repeated, nothing more.</summary>
    [Id(9)] public string? InstanceProfileArn { get; init; }

    /// <summary>The external model; excludes everything about our own replicas.</summary>
    [Id(10)] public ExternalModelInput? ExternalModel { get; init; }

    /// <summary>Tokens per second that are there however quiet it is.</summary>
    [Id(11)] public int? MinProvisionedThroughput { get; init; }

    /// <summary>Most tokens per second.</summary>
    [Id(12)] public int? MaxProvisionedThroughput { get; init; }

    /// <summary>Throughput in units instead: one is a chunk of the model's.</summary>
    [Id(13)] public int? ProvisionedModelUnits { get; init; }

    /// <summary>Lets as much again be used where it is there; true unless the body says otherwise. Only with model units.</summary>
    [Id(14)] public bool? BurstScalingEnabled { get; init; }
}

/// <summary>An external model as sent (section 7.1). Null means: not in the body.</summary>
[GenerateSerializer, Immutable, Alias("andamento.external-model-input")]
public sealed record ExternalModelInput
{
    /// <summary>The provider.</summary>
    [Id(0)] public string? Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    [Id(1)] public string? Name { get; init; }

    /// <summary>The task's wire name.</summary>
    [Id(2)] public string? Task { get; init; }

    /// <summary>The config objects that were in the body, for example <c>openai_config</c>, in order.</summary>
    [Id(3)] public ImmutableArray<ProviderConfigInput> Configs { get; init; } = [];
}

/// <summary>One <c>…_config</c> object, flattened: a nested member is <c>outer.inner</c>.</summary>
/// <param name="Name">The object's name, for example <c>openai_config</c>.</param>
/// <param name="Settings">Its members as text. Plaintext secrets are among them: this message is never stored or logged.</param>
[GenerateSerializer, Immutable, Alias("andamento.provider-config-input")]
public sealed record ProviderConfigInput(
    [property: Id(0)] string Name, [property: Id(1)] ImmutableArray<NamedValue> Settings)
{
    /// <summary>The name alone, since members may be secret.</summary>
    public override string ToString() => Name;
}

/// <summary>A name and its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
[GenerateSerializer, Immutable, Alias("andamento.named-value")]
public sealed record NamedValue([property: Id(0)] string Name, [property: Id(1)] string Value)
{
    /// <summary>The name alone, since the value may be secret.</summary>
    public override string ToString() => Name;
}

/// <summary>A tag.</summary>
/// <param name="Key">Its key, not empty.</param>
/// <param name="Value">Its value, or null.</param>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-tag")]
public sealed record EndpointTag([property: Id(0)] string Key, [property: Id(1)] string? Value);

/// <summary>A share of the traffic.</summary>
/// <param name="EntityName">The served entity.</param>
/// <param name="Percentage">Whole percent, 0 to 100. All routes of a config sum to 100.</param>
[GenerateSerializer, Immutable, Alias("andamento.traffic-route")]
public sealed record TrafficRoute([property: Id(0)] string EntityName, [property: Id(1)] int Percentage);
