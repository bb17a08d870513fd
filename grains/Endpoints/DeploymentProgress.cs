using Andamento.Replicas;

namespace Andamento.Endpoints;

/// <summary>How far the pending config is. Pure.</summary>
/// <param name="AllReady">Every entity is ready: the config may serve.</param>
/// <param name="Failures">The entities that cannot be deployed, by name, and why. Not empty: the update has failed.</param>
internal sealed record DeploymentProgress(
    bool AllReady, IReadOnlyDictionary<string, (DeploymentState State, string Message)> Failures)
{
    /// <summary>Looks at the new entities of the pending config. Those that serve already hold nothing up.</summary>
    public static DeploymentProgress Of(
        EndpointState endpoint, Func<string, ReplicaSetStatus?> health, DateTimeOffset now,
        Func<ServedEntity, TimeSpan> timeout)
    {
        var pending = endpoint.Pending!;
        var failures = new Dictionary<string, (DeploymentState, string)>(StringComparer.Ordinal);
        var allReady = true;
        foreach (var entity in pending.Entities.Where(entity => entity.Replicas is not null && entity.Entity.DeployedBy == pending.Version))
        {
            var status = health(EndpointLife.Key(endpoint, entity));
            if (status?.State is ReplicaState.Ready) continue;
            allReady = false;
            if (status?.State is ReplicaState.Failed) failures[entity.Entity.Name] = (DeploymentState.Failed, status.Message);
            else if (timeout(entity.Entity) is var most && now - pending.StartedAt > most)
                failures[entity.Entity.Name] = (DeploymentState.Aborted, $"Not ready within {most}. {status?.Message}".TrimEnd());
        }

        return new(allReady, failures);
    }
}
