namespace Andamento.Endpoints;

/// <summary>
/// Which events an endpoint has had: what differs between one record and the next, in words. Pure. An event cannot be
/// missing, because nothing has to remember to write it.
/// </summary>
internal static class EventHistory
{
    /// <summary>The next record with what the step to it adds to the events.</summary>
    /// <param name="before">The record before the step.</param>
    /// <param name="next">The record after it.</param>
    /// <param name="by">Who asked for the step; null for the cluster itself.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">How many events are kept.</param>
    public static EndpointRecord Note(EndpointRecord before, EndpointRecord next, string? by, DateTimeOffset now, int most)
    {
        if (next.Endpoint is not { } endpoint) return next;

        var events = endpoint.Events.AddRange(Between(before.Endpoint, endpoint).Select(one => one with { Time = now, By = by }));
        if (events.Length > most) events = events.RemoveRange(0, events.Length - most);
        return next with { Endpoint = endpoint with { Events = events } };
    }

    private static IEnumerable<EndpointEvent> Between(EndpointState? before, EndpointState after)
    {
        if (before is null) yield return Event(EndpointEventKind.Created, "The endpoint was created.");
        foreach (var one in OfConfig(before, after)) yield return one;
        if (before is null) yield break;

        foreach (var one in OfSettings(before, after)) yield return one;
    }

    private static IEnumerable<EndpointEvent> OfConfig(EndpointState? before, EndpointState after)
    {
        var version = after.LastVersion;
        if (version > (before?.LastVersion ?? 0))
            yield return Event(EndpointEventKind.ConfigAccepted, $"Config {version} was accepted.", version);
        if (after.Active is { } active && active.Version != before?.Active?.Version)
            yield return Event(EndpointEventKind.ConfigServed, $"Config {active.Version} serves.", active.Version);
        if (after.Active is null && before?.Active is not null)
            yield return Event(EndpointEventKind.ConfigCleared, $"Config {version} serves nothing.", version);
        if (after.Stopped && before?.Stopped is not true)
            yield return Event(EndpointEventKind.Stopped, "The endpoint was stopped.", after.Active?.Version);
        if (after.Update == before?.Update || after.Pending is not { } pending) yield break;

        if (after.Update is ConfigUpdateState.UpdateCanceled)
            yield return Event(EndpointEventKind.ConfigCanceled, $"The deployment of config {version} was cancelled.", version);
        if (after.Update is not ConfigUpdateState.UpdateFailed) yield break;

        foreach (var entity in pending.Entities.Where(entity => IsNewAndNotReady(entity.Entity, version)))
        {
            yield return Event(
                EndpointEventKind.ConfigFailed, $"Config {version}: {entity.Entity.DeploymentMessage}", version, entity.Entity.Name);
        }
    }

    private static IEnumerable<EndpointEvent> OfSettings(EndpointState before, EndpointState after)
    {
        if (!before.Grants.SequenceEqual(after.Grants))
            yield return Event(EndpointEventKind.PermissionsChanged, $"Permissions changed: {after.Grants.Length} besides the creator's.");
        if (!before.RateLimits.SequenceEqual(after.RateLimits))
            yield return Event(EndpointEventKind.RateLimitsChanged, $"The rate limits changed: {after.RateLimits.Length} hold now.");
        if (before.Gateway != after.Gateway) yield return Event(EndpointEventKind.GatewayChanged, "The AI Gateway's settings changed.");
        if (!before.Tags.SequenceEqual(after.Tags)) yield return Event(EndpointEventKind.SettingsChanged, "The tags changed.");
        if (before.Notifications != after.Notifications)
            yield return Event(EndpointEventKind.SettingsChanged, "The e-mail notifications changed.");
        if (before.Telemetry != after.Telemetry)
            yield return Event(EndpointEventKind.SettingsChanged, "The telemetry config changed.");
        if (before.MetricsExport != after.MetricsExport)
            yield return Event(EndpointEventKind.SettingsChanged, "The export of system metrics changed.");
    }

    private static bool IsNewAndNotReady(ServedEntity entity, int version) =>
        entity.DeployedBy == version && entity.Deployment is DeploymentState.Failed or DeploymentState.Aborted;

    private static EndpointEvent Event(EndpointEventKind kind, string message, int? version = null, string? entity = null) =>
        new() { Time = default, Kind = kind, Message = message, ConfigVersion = version, Entity = entity };
}
