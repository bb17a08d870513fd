using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>Who is told how a config update ended (section 3.8).</summary>
/// <param name="OnSuccess">E-mail addresses, told when the new config serves.</param>
/// <param name="OnFailure">E-mail addresses, told when it could not be deployed.</param>
[GenerateSerializer, Immutable, Alias("andamento.email-notifications")]
public sealed record EmailNotifications(
    [property: Id(0)] ImmutableArray<string> OnSuccess, [property: Id(1)] ImmutableArray<string> OnFailure);

/// <summary>Where telemetry of an endpoint's models goes (section 3.8). Stored and repeated; nothing writes there yet.</summary>
[GenerateSerializer, Immutable, Alias("andamento.telemetry-config")]
public sealed record TelemetryConfig
{
    /// <summary>The table of log lines, or null.</summary>
    [Id(0)] public string? LogsTable { get; init; }

    /// <summary>The table of metrics, or null.</summary>
    [Id(1)] public string? MetricsTable { get; init; }

    /// <summary>The table of traces, or null.</summary>
    [Id(2)] public string? TracesTable { get; init; }

    /// <summary>The table of annotations, or null.</summary>
    [Id(3)] public string? AnnotationsTable { get; init; }

    /// <summary>An opaque id, or null.</summary>
    [Id(4)] public string? ProfileId { get; init; }

    /// <summary>The inference table, or null.</summary>
    [Id(5)] public string? InferenceTable { get; init; }

    /// <summary>The share of queries that goes into it, 0 to 1; null for all.</summary>
    [Id(6)] public double? SamplingFraction { get; init; }

    /// <summary>What is switched on; empty for everything.</summary>
    [Id(7)] public ImmutableArray<TelemetryFeature> Features { get; init; } = [];
}

/// <summary>A kind of telemetry.</summary>
public enum TelemetryFeature
{
    /// <summary>Log lines.</summary>
    Logs,

    /// <summary>Metrics.</summary>
    Metrics,

    /// <summary>Traces.</summary>
    Traces,

    /// <summary>Whole requests and answers.</summary>
    InferenceTable,
}

/// <summary>A wish for other settings that are no config. Null leaves a setting as it is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.change-endpoint-settings")]
public sealed record ChangeEndpointSettings
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>Tags to add; one whose key is there gets the new value.</summary>
    [Id(1)] public ImmutableArray<EndpointTag> AddTags { get; init; } = [];

    /// <summary>Keys of tags to remove first; unknown ones change nothing.</summary>
    [Id(2)] public ImmutableArray<string> DeleteTags { get; init; } = [];

    /// <summary>Who is told from now on.</summary>
    [Id(3)] public EmailNotifications? Notifications { get; init; }

    /// <summary>Where telemetry goes from now on.</summary>
    [Id(4)] public TelemetryConfig? Telemetry { get; init; }

    /// <summary>Whether the system's own metrics are exported from now on.</summary>
    [Id(5)] public bool? MetricsExport { get; init; }
}
