using System.Collections.Immutable;
using Andamento.ServedEntities;

namespace Andamento.Endpoints;

/// <summary>The state machine of an endpoint (section 4), as functions from one record to the next. Pure.</summary>
internal static class EndpointLife
{
    /// <summary>Takes a config. It is active at once when nothing has to be deployed, and pending otherwise.</summary>
    public static EndpointRecord Accept(EndpointRecord record, StoredConfig next, DateTimeOffset now, TimeSpan drainDelay)
    {
        var endpoint = Touched(record.Endpoint!, now) with { LastVersion = next.Version };
        if (next.Entities.IsEmpty) return Activated(record, endpoint, active: null, now, drainDelay);
        return next.Entities.All(entity => entity.Entity.Deployment is DeploymentState.Ready)
            ? Activated(record, endpoint, next, now, drainDelay)
            : record with { Endpoint = endpoint with { Pending = next, Update = ConfigUpdateState.InProgress } };
    }

    /// <summary>The pending config is deployed: one record later it serves.</summary>
    public static EndpointRecord Activate(EndpointRecord record, DateTimeOffset now, TimeSpan drainDelay)
    {
        var pending = record.Endpoint!.Pending!;
        var deployed = pending with { Entities = [.. pending.Entities.Select(entity => Deployed(entity, DeploymentState.Ready, ""))] };
        return Activated(record, Touched(record.Endpoint, now), deployed, now, drainDelay);
    }

    /// <summary>The pending config cannot be deployed. What served goes on serving.</summary>
    /// <param name="record">The record.</param>
    /// <param name="failures">Why, by entity name. Other new entities are aborted.</param>
    /// <param name="now">The time.</param>
    public static EndpointRecord Fail(
        EndpointRecord record, IReadOnlyDictionary<string, (DeploymentState State, string Message)> failures, DateTimeOffset now) =>
        GiveUp(record, ConfigUpdateState.UpdateFailed, failures, "Another entity of this config could not be deployed.", now);

    /// <summary>Somebody cancelled the running update. What served goes on serving.</summary>
    public static EndpointRecord Cancel(EndpointRecord record, DateTimeOffset now) => GiveUp(
        record, ConfigUpdateState.UpdateCanceled, ImmutableDictionary<string, (DeploymentState State, string Message)>.Empty,
        "The update was cancelled.", now);

    /// <summary>The active config stays, and nothing of it runs once front doors have heard of it.</summary>
    public static EndpointRecord Stop(EndpointRecord record, DateTimeOffset now, TimeSpan drainDelay)
    {
        var endpoint = record.Endpoint!;
        return record with
        {
            Endpoint = Touched(endpoint, now) with { Stopped = true, Pending = null, Update = ConfigUpdateState.NotUpdating },
            Draining = [.. record.Draining, .. Serving(endpoint).Select(entity => Draining(endpoint, entity, now + drainDelay))],
        };
    }

    /// <summary>The endpoint is deleted. Its replicas remain to be released; its credentials are gone.</summary>
    public static EndpointRecord Delete(EndpointRecord record, DateTimeOffset now)
    {
        var endpoint = record.Endpoint!;
        IEnumerable<DrainingEntity> left =
        [
            .. record.Draining.Select(entity => entity with { Definition = null, ReleaseAt = now }),
            .. Entities(endpoint).Select(entity => Draining(endpoint, entity, now) with { Definition = null }),
        ];
        return new() { Draining = [.. left.Where(entity => entity.HasReplicas).DistinctBy(entity => entity.Key)] };
    }

    /// <summary>Changes something that is no config.</summary>
    public static EndpointRecord Change(EndpointRecord record, EndpointState changed, DateTimeOffset now) =>
        record with { Endpoint = Touched(changed, now) };

    /// <summary>The definitions that must answer, the pending ones included.</summary>
    public static IEnumerable<ServedEntityDefinition> Entities(EndpointState endpoint) =>
        Serving(endpoint)
        .Concat(endpoint.Update is ConfigUpdateState.InProgress ? endpoint.Pending!.Entities : []);

    /// <summary>The entities of the active config, unless it is stopped.</summary>
    public static ImmutableArray<ServedEntityDefinition> Serving(EndpointState endpoint) =>
        endpoint is { Stopped: false, Active: { } active } ? active.Entities : [];

    /// <summary>The key of an entity's grains.</summary>
    public static string Key(EndpointState endpoint, ServedEntityDefinition definition) =>
        new ServedEntityKey(endpoint.Name, endpoint.Id, definition.Entity.DeployedBy, definition.Entity.Name).ToString();

    private static EndpointRecord GiveUp(
        EndpointRecord record, ConfigUpdateState outcome, IReadOnlyDictionary<string, (DeploymentState State, string Message)> reasons,
        string otherwise, DateTimeOffset now)
    {
        var pending = record.Endpoint!.Pending!;
        return record with
        {
            Endpoint = Touched(record.Endpoint, now) with
            {
                Update = outcome,
                Pending = pending with { Entities = [.. pending.Entities.Select(End)] },
            },
            Draining = [.. record.Draining, .. New(record.Endpoint, pending)
                .Where(entity => entity.Replicas is not null)
                .Select(entity => new DrainingEntity(Key(record.Endpoint, entity), null, HasReplicas: true, now))],
        };

        ServedEntityDefinition End(ServedEntityDefinition entity)
        {
            if (entity.Entity.DeployedBy != pending.Version) return entity;
            var (state, message) = reasons.GetValueOrDefault(entity.Entity.Name, (DeploymentState.Aborted, otherwise));
            return Deployed(entity, state, message) with { SealedSettings = [] };
        }
    }

    private static EndpointRecord Activated(
        EndpointRecord record, EndpointState endpoint, StoredConfig? active, DateTimeOffset now, TimeSpan drainDelay)
    {
        var kept = (active?.Entities ?? []).Select(entity => Key(endpoint, entity)).ToHashSet(StringComparer.Ordinal);
        return record with
        {
            Endpoint = endpoint with { Active = active, Pending = null, Update = ConfigUpdateState.NotUpdating, Stopped = false },
            Draining = [.. record.Draining, .. Serving(endpoint)
                .Select(entity => Draining(endpoint, entity, now + drainDelay))
                .Where(entity => !kept.Contains(entity.Key))],
        };
    }

    private static DrainingEntity Draining(EndpointState endpoint, ServedEntityDefinition entity, DateTimeOffset releaseAt) =>
        new(Key(endpoint, entity), entity, entity.Replicas is not null, releaseAt);

    private static IEnumerable<ServedEntityDefinition> New(EndpointState endpoint, StoredConfig pending)
    {
        var active = Serving(endpoint).Select(entity => Key(endpoint, entity)).ToHashSet(StringComparer.Ordinal);
        return pending.Entities.Where(entity => !active.Contains(Key(endpoint, entity)));
    }

    private static ServedEntityDefinition Deployed(ServedEntityDefinition entity, DeploymentState state, string message) =>
        entity with { Entity = entity.Entity with { Deployment = state, DeploymentMessage = message } };

    private static EndpointState Touched(EndpointState endpoint, DateTimeOffset now) =>
        endpoint with { Revision = endpoint.Revision + 1, UpdatedAt = now };
}
