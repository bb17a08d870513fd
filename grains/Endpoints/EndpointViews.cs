using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>What others see of an endpoint's record. Pure.</summary>
internal static class EndpointViews
{
    /// <summary>What an operator sees.</summary>
    /// <param name="endpoint">The record.</param>
    /// <param name="health">What is known of an entity's replicas now, or null.</param>
    public static EndpointDetails Details(EndpointState endpoint, Func<string, ReplicaSetStatus?> health)
    {
        var active = Config(endpoint, endpoint.Active, health);
        return new()
        {
            Name = endpoint.Name,
            Id = endpoint.Id,
            Creator = endpoint.Creator,
            CreatedAt = endpoint.CreatedAt,
            UpdatedAt = endpoint.UpdatedAt,
            Revision = endpoint.Revision,
            Kind = (endpoint.Active ?? endpoint.Pending) is null ? null : endpoint.Kind,
            Ready = !endpoint.Stopped && active is not null && active.ServedEntities.All(entity => entity.Deployment is DeploymentState.Ready),
            ConfigUpdate = endpoint.Update,
            Config = active,
            PendingConfig = Config(endpoint, endpoint.Pending, health),
            Tags = endpoint.Tags,
            Description = endpoint.Description,
            RouteOptimized = endpoint.RouteOptimized,
            RateLimits = endpoint.RateLimits,
            Gateway = endpoint.Gateway,
            Grants = endpoint.Grants,
            Task = (endpoint.Active ?? endpoint.Pending)?.Entities[0].Entity.Task,
            Stopped = endpoint.Stopped,
            Notifications = endpoint.Notifications,
            Telemetry = endpoint.Telemetry,
            MetricsExport = endpoint.MetricsExport,
            BudgetPolicyId = endpoint.BudgetPolicyId,
        };
    }

    /// <summary>What a front door needs.</summary>
    public static EndpointSnapshot Snapshot(EndpointState endpoint) => new()
    {
        Name = endpoint.Name,
        Id = endpoint.Id,
        Revision = endpoint.Revision,
        Creator = endpoint.Creator,
        CreatedAt = endpoint.CreatedAt,
        Kind = endpoint.Active is null ? null : endpoint.Kind,
        Task = endpoint.Active?.Entities[0].Entity.Task ?? ServingTask.Predict,
        Entities = [.. EndpointLife.Serving(endpoint)
            .Select(entity => new SnapshotEntity(entity.Entity.Name, EndpointLife.Key(endpoint, entity))
            {
                ModelName = entity.Entity.EntityName ?? entity.Entity.External?.Name,
                ModelVersion = entity.Entity.EntityVersion,
            })],
        Routes = endpoint.Active?.Routes ?? [],
        RateLimits = endpoint.RateLimits,
        Gateway = endpoint.Gateway,
        Grants = endpoint.Grants,
        NotServing = NotServing(endpoint),
        AutoCapture = endpoint.Active?.AutoCapture,
        Stopped = endpoint is { Stopped: true, Update: not ConfigUpdateState.InProgress },
    };

    /// <summary>What has happened, newest first.</summary>
    public static EndpointHistory History(EndpointState endpoint, Func<string, ReplicaSetStatus?> health) => new()
    {
        Configs = [.. endpoint.History.Reverse().Select(
            past => new ConfigHistoryEntry(Config(endpoint, past.Config, health)!, past.By, past.Outcome))],
        Events = [.. endpoint.Events.Reverse()],
    };

    private static string? NotServing(EndpointState endpoint) => (endpoint.Active, endpoint.Update) switch
    {
        (not null, ConfigUpdateState.InProgress) when endpoint.Stopped => $"Endpoint '{endpoint.Name}' is being started.",
        (not null, _) when endpoint.Stopped => $"Endpoint '{endpoint.Name}' is stopped. Start it first.",
        (not null, _) => null,
        (_, ConfigUpdateState.InProgress) => $"Endpoint '{endpoint.Name}' is not ready: its first deployment is under way.",
        (_, ConfigUpdateState.UpdateFailed) => $"Endpoint '{endpoint.Name}' is not ready: its deployment failed.",
        (_, ConfigUpdateState.UpdateCanceled) => $"Endpoint '{endpoint.Name}' is not ready: its deployment was cancelled.",
        _ => $"Endpoint '{endpoint.Name}' is not ready: it has no config.",
    };

    private static EndpointConfig? Config(
        EndpointState endpoint, StoredConfig? config, Func<string, ReplicaSetStatus?> health) => config is null ? null : new()
        {
            Version = config.Version,
            StartedAt = config.StartedAt,
            Routes = config.Routes,
            AutoCapture = config.AutoCapture,
            ServedEntities = [.. config.Entities.Select(entity =>
                endpoint.Stopped && config.Version == endpoint.Active?.Version ? Stopped(entity.Entity)
                : entity.Replicas is null ? entity.Entity
                : WithHealth(entity.Entity, health(EndpointLife.Key(endpoint, entity))))],
        };

    private static ServedEntity Stopped(ServedEntity entity) =>
        entity with { Deployment = DeploymentState.Aborted, DeploymentMessage = "The endpoint is stopped." };

    // The record knows whether an entity was deployed; only its replicas know how it is now.
    private static ServedEntity WithHealth(ServedEntity entity, ReplicaSetStatus? now) => (entity.Deployment, now?.State) switch
    {
        (DeploymentState.Creating, ReplicaState.Ready) => entity with { Deployment = DeploymentState.Ready, DeploymentMessage = "" },
        (DeploymentState.Creating, not null) => entity with { DeploymentMessage = now.Message },
        (DeploymentState.Ready, ReplicaState.Ready) => entity with { DeploymentMessage = now.Message }, // it may have scaled to zero
        (DeploymentState.Ready, ReplicaState.Loading or ReplicaState.Failed) =>
            entity with { Deployment = DeploymentState.Recovering, DeploymentMessage = now.Message },
        _ => entity,
    };
}
