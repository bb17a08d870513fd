using System.Collections.Immutable;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>What a front door needs to serve an endpoint, swapped whole. A request takes one and keeps it to its end.</summary>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-snapshot")]
public sealed record EndpointSnapshot
{
    /// <summary>The endpoint's name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The endpoint's id.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>Counts every change of the record; a lower one is older.</summary>
    [Id(2)] public required long Revision { get; init; }

    /// <summary>Who made it, and so manages it.</summary>
    [Id(3)] public required string Creator { get; init; }

    /// <summary>What kind of entities it serves; null while no config is active.</summary>
    [Id(4)] public EndpointKind? Kind { get; init; }

    /// <summary>What it does. Meaningless while no config is active.</summary>
    [Id(5)] public ServingTask Task { get; init; }

    /// <summary>The active config's entities; empty while none is active.</summary>
    [Id(6)] public ImmutableArray<SnapshotEntity> Entities { get; init; } = [];

    /// <summary>The active config's routes.</summary>
    [Id(7)] public ImmutableArray<TrafficRoute> Routes { get; init; } = [];

    /// <summary>Rate limits.</summary>
    [Id(8)] public ImmutableArray<RateLimitRule> RateLimits { get; init; } = [];

    /// <summary>Why nothing serves, for the caller; null when the endpoint serves.</summary>
    [Id(9)] public string? NotServing { get; init; }

    /// <summary>When it was made, for the model list.</summary>
    [Id(10)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What its AI Gateway does. Its rate limits are <see cref="RateLimits"/>, wherever they were set.</summary>
    [Id(11)] public AiGatewayConfig Gateway { get; init; } = AiGatewayConfig.None;

    /// <summary>What was granted to others than the creator.</summary>
    [Id(12)] public ImmutableArray<EndpointGrant> Grants { get; init; } = [];

    /// <summary>Where the active config logs whole requests and answers in the older way; null for nowhere.</summary>
    [Id(13)] public InferenceTableConfig? AutoCapture { get; init; }

    /// <summary>Nothing serves until somebody starts the endpoint: asking again does not help.</summary>
    [Id(20)] public bool Stopped { get; init; }
}

/// <summary>One entity of the active config.</summary>
/// <param name="Name">Its name within the endpoint.</param>
/// <param name="GrainKey">
/// Its <see cref="ServedEntities.ServedEntityKey"/>; with a lane appended, the key of its <see cref="ServedEntities.IServedEntityGrain"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("andamento.snapshot-entity")]
public sealed record SnapshotEntity([property: Id(0)] string Name, [property: Id(1)] string GrainKey)
{
    /// <summary>The model behind it: the registered one's full name, or the provider's name for it.</summary>
    [Id(2)] public string? ModelName { get; init; }

    /// <summary>The registered model's version; null for an external model.</summary>
    [Id(3)] public string? ModelVersion { get; init; }
}
