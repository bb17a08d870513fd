using System.Collections.Immutable;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Records;

namespace Andamento.Endpoints;

/// <summary>All that is stored of one endpoint name.</summary>
internal sealed record EndpointRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>The endpoint; null when there is none of this name.</summary>
    public EndpointState? Endpoint { get; init; }

    /// <summary>Entities that were replaced or deleted and are not gone yet. Outlives the endpoint.</summary>
    public ImmutableArray<DrainingEntity> Draining { get; init; } = [];

    /// <summary>Changes of served entities that are not in their table yet. Outlives the endpoint.</summary>
    public ImmutableArray<EntityChange> Unrecorded { get; init; } = [];

    /// <summary>True when nothing is left to keep.</summary>
    public bool IsEmpty => Endpoint is null && Draining.IsEmpty && Unrecorded.IsEmpty;
}

/// <summary>One endpoint.</summary>
internal sealed record EndpointState
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Creator { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long Revision { get; init; }

    /// <summary>The kind of the first config that had entities. It stays when the config is cleared.</summary>
    public EndpointKind? Kind { get; init; }

    /// <summary>The version of the newest config, counted from 1, failed ones included; 0 before the first.</summary>
    public int LastVersion { get; init; }

    public StoredConfig? Active { get; init; }

    /// <summary>The config that deploys, or that failed to.</summary>
    public StoredConfig? Pending { get; init; }

    public ConfigUpdateState Update { get; init; }

    public ImmutableArray<EndpointTag> Tags { get; init; } = [];

    public string Description { get; init; } = "";

    public bool RouteOptimized { get; init; }

    public ImmutableArray<RateLimitRule> RateLimits { get; init; } = [];

    public AiGatewayConfig Gateway { get; init; } = AiGatewayConfig.None;

    /// <summary>What others than the creator may do, sorted.</summary>
    public ImmutableArray<EndpointGrant> Grants { get; init; } = [];

    /// <summary>The active config is kept, and nothing of it runs.</summary>
    public bool Stopped { get; init; }

    public EmailNotifications? Notifications { get; init; }

    public TelemetryConfig? Telemetry { get; init; }

    public bool? MetricsExport { get; init; }

    public string? BudgetPolicyId { get; init; }

    /// <summary>The newest accepted configs, oldest first.</summary>
    public ImmutableArray<PastConfig> History { get; init; } = [];

    /// <summary>The newest events, oldest first.</summary>
    public ImmutableArray<EndpointEvent> Events { get; init; } = [];
}

/// <summary>One config version with what its entities need to run.</summary>
internal sealed record StoredConfig
{
    public required int Version { get; init; }

    public required ImmutableArray<ServedEntityDefinition> Entities { get; init; }

    public required ImmutableArray<TrafficRoute> Routes { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where whole requests and answers are logged in the older way; null when that was never asked for.</summary>
    public InferenceTableConfig? AutoCapture { get; init; }
}

/// <summary>An entity that no config has any more.</summary>
/// <param name="Key">The key of its grains.</param>
/// <param name="Definition">What it is, for workers that still get requests; null once the endpoint is deleted.</param>
/// <param name="HasReplicas">It has a replica set to release.</param>
/// <param name="ReleaseAt">When front doors have stopped sending it requests.</param>
internal sealed record DrainingEntity(
    string Key, ServedEntityDefinition? Definition, bool HasReplicas, DateTimeOffset ReleaseAt);
