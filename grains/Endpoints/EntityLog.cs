using System.Collections.Immutable;
using Andamento.ServedEntities;

namespace Andamento.Endpoints;

/// <summary>The log of one served entity: events of its endpoint that concern it, and what its replicas reported. Pure.</summary>
internal static class EntityLog
{
    /// <summary>Its lines, oldest first; null when no config that is kept has such an entity.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">The entity's name.</param>
    /// <param name="version">Only what is about this config version; null for everything.</param>
    /// <param name="reports">What its replicas reported, by the entity's key.</param>
    public static ImmutableArray<string>? Lines(
        EndpointState endpoint, string name, int? version, Func<string, IEnumerable<ReplicaReports.Report>> reports)
    {
        var deployments = Configs(endpoint)
            .Where(config => version is null || config.Version == version)
            .SelectMany(config => config.Entities)
            .Where(entity => entity.Entity.Name == name)
            .Select(entity => entity.Entity.DeployedBy)
            .Distinct()
            .ToList();
        if (deployments.Count == 0) return null;

        var events = endpoint.Events
            .Where(one => one.ConfigVersion is { } about && (version is null || about == version) && (one.Entity is null || one.Entity == name))
            .Select(one => (At: one.Time, Line: Line(one.Time, one.Message)));
        var said = deployments
            .SelectMany(by => reports(new ServedEntityKey(endpoint.Name, endpoint.Id, by, name).ToString()))
            .Select(report => (report.At, Line: Line(report.At, $"Replicas {report.State}. {report.Message}".TrimEnd())));
        return [.. events.Concat(said).OrderBy(line => line.At).Select(line => line.Line)];
    }

    private static IEnumerable<StoredConfig> Configs(EndpointState endpoint) =>
        endpoint.History.Select(past => past.Config)
            .Concat(endpoint.Active is { } active ? [active] : [])
            .Concat(endpoint.Pending is { } pending ? [pending] : []);

    private static string Line(DateTimeOffset at, string text) => $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {text}";
}
