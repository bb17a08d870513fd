using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>What has happened to an endpoint, as far as it is kept.</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-history")]
public sealed record EndpointHistory
{
    /// <summary>Accepted configs, newest first.</summary>
    [Id(0)] public required ImmutableArray<ConfigHistoryEntry> Configs { get; init; }

    /// <summary>Events, newest first.</summary>
    [Id(1)] public required ImmutableArray<EndpointEvent> Events { get; init; }
}

/// <summary>One accepted config.</summary>
/// <param name="Config">The config, without secrets.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Outcome">What became of it.</param>
[GenerateSerializer, Immutable, Alias("andamento.config-history-entry")]
public sealed record ConfigHistoryEntry(
    [property: Id(0)] EndpointConfig Config, [property: Id(1)] string By, [property: Id(2)] ConfigOutcome Outcome);

/// <summary>What became of a config.</summary>
public enum ConfigOutcome
{
    /// <summary>It is being deployed.</summary>
    Deploying,

    /// <summary>It served, and may serve still.</summary>
    Served,

    /// <summary>It could not be deployed.</summary>
    Failed,

    /// <summary>Its deployment was cancelled.</summary>
    Canceled,
}

/// <summary>One thing that happened to an endpoint. No secret is in it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-event")]
public sealed record EndpointEvent
{
    /// <summary>When.</summary>
    [Id(0)] public required DateTimeOffset Time { get; init; }

    /// <summary>What.</summary>
    [Id(1)] public required EndpointEventKind Kind { get; init; }

    /// <summary>Who asked for it; null for what the cluster did on its own.</summary>
    [Id(2)] public string? By { get; init; }

    /// <summary>A sentence for people.</summary>
    [Id(3)] public required string Message { get; init; }

    /// <summary>The config version it is about, or null.</summary>
    [Id(4)] public int? ConfigVersion { get; init; }

    /// <summary>The served entity it is about, or null.</summary>
    [Id(5)] public string? Entity { get; init; }
}

/// <summary>What happened.</summary>
public enum EndpointEventKind
{
    /// <summary>The endpoint was made.</summary>
    Created,

    /// <summary>A config was accepted; its deployment begins.</summary>
    ConfigAccepted,

    /// <summary>A config serves.</summary>
    ConfigServed,

    /// <summary>A config could not be deployed.</summary>
    ConfigFailed,

    /// <summary>The deployment of a config was cancelled.</summary>
    ConfigCanceled,

    /// <summary>The endpoint was told to serve nothing.</summary>
    ConfigCleared,

    /// <summary>The endpoint was stopped.</summary>
    Stopped,

    /// <summary>Somebody may do more or less than before.</summary>
    PermissionsChanged,

    /// <summary>The rate limits changed.</summary>
    RateLimitsChanged,

    /// <summary>What the AI Gateway does changed.</summary>
    GatewayChanged,

    /// <summary>Another setting changed: tags, notifications, telemetry.</summary>
    SettingsChanged,
}
