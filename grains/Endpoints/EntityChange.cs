using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>
/// A served entity as one config change left it, on its way to the table of served entities. It waits in the endpoint's
/// record until it is there, so that neither a crash nor a full disk loses it.
/// </summary>
internal sealed record EntityChange
{
    public required string EndpointName { get; init; }

    public required string EndpointId { get; init; }

    /// <summary>The config version that serves with it from now on; or served last, when the endpoint is deleted.</summary>
    public required int ConfigVersion { get; init; }

    public required EndpointKind Kind { get; init; }

    public required ServedEntity Entity { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When the endpoint was deleted, or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>Which changes a step from one record to the next makes. Pure.</summary>
internal static class EntityChanges
{
    /// <summary>The next record with what it changes added to what is not recorded yet.</summary>
    public static EndpointRecord Note(EndpointRecord before, EndpointRecord next, DateTimeOffset now)
    {
        var changes = Between(before.Endpoint, next.Endpoint, now);
        return changes.IsEmpty && before.Unrecorded.IsEmpty
            ? next
            : next with { Unrecorded = [.. before.Unrecorded, .. changes] };
    }

    private static ImmutableArray<EntityChange> Between(EndpointState? before, EndpointState? after, DateTimeOffset now)
    {
        if (after is null) return Changes(before, now, deletedAt: now);

        return after.Active is null || after.Active.Version == before?.Active?.Version
            ? []
            : Changes(after, now, deletedAt: null);
    }

    private static ImmutableArray<EntityChange> Changes(EndpointState? endpoint, DateTimeOffset now, DateTimeOffset? deletedAt) =>
        endpoint?.Active is not { } active ? [] :
        [
            .. active.Entities.Select(entity => new EntityChange
            {
                EndpointName = endpoint.Name,
                EndpointId = endpoint.Id,
                ConfigVersion = active.Version,
                Kind = EntityDefinitions.Kind(entity),
                Entity = entity.Entity,
                ChangedAt = now,
                DeletedAt = deletedAt,
            }),
        ];
}
