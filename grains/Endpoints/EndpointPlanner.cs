using System.Collections.Immutable;
using Andamento.Identity;
using Andamento.Providers;
using Andamento.Secrets;
using Microsoft.Extensions.Options;

namespace Andamento.Endpoints;

/// <summary>Makes the next config of an endpoint out of what was sent (sections 5 and 6.5).</summary>
internal sealed class EndpointPlanner(
    IGrainFactory grains, ISecretProtector protector, IOptions<EndpointOptions> options, ProviderLookup providers)
{
    private readonly EndpointReferences _references = new(grains, protector);

    /// <summary>The providers of this build.</summary>
    public static ProviderDescriptor? Catalog(string name) => ProviderCatalog.Find(name)?.Descriptor;

    /// <summary>The next config; without entities when the endpoint is to serve nothing.</summary>
    /// <param name="endpoint">The endpoint as it is.</param>
    /// <param name="input">The config as sent.</param>
    /// <param name="prefix">The path of the config in the request: <c>config.</c>, or empty.</param>
    /// <param name="caller">Who sent it; what they may not read, they may not use.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Serving.ServingException">It breaks a rule, or refers to something that does not exist.</exception>
    public async Task<(StoredConfig Config, EndpointKind? Kind)> PlanAsync(
        EndpointState endpoint, EndpointConfigInput input, string prefix, Principal caller, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var serving = EndpointLife.Serving(endpoint);
        var by = new EntityDefinitions.Introduction(caller.Name, now, endpoint.LastVersion + 1);
        var entities = endpoint.Stopped ? Again(endpoint.Active!.Entities, serving, by) : serving;
        if (input.ServedEntities is { } sent)
        {
            var plans = EntityRules.Plan(sent, prefix, endpoint.Kind, options.Value, providers);
            CheckRoutes(input, [.. plans.Select(plan => plan.Name)], endpoint, prefix); // before anything is looked up
            var wanted = await _references.DefineAsync(plans, endpoint.Id, by, caller, cancellationToken);
            entities = [.. wanted.Select(entity => EntityDefinitions.Keep(entity, serving))];
        }
        else if (input.Routes is null)
        {
            entities = [];
        }
        else if (entities.IsEmpty)
        {
            throw Invalid.Field($"{prefix}served_entities", "is required: no config serves whose routes could change.");
        }

        var kind = CheckOneKind(entities, prefix) ?? endpoint.Kind;
        SmallRules.CheckRouteOptimized(endpoint.RouteOptimized, kind);
        var routes = CheckRoutes(input, [.. entities.Select(entity => entity.Entity.Name)], endpoint, prefix);
        var capture = AutoCaptureRules.Plan(input.AutoCapture, endpoint.Active?.AutoCapture, endpoint.Name, prefix);
        var next = new StoredConfig
        {
            Version = by.Version, Entities = entities, Routes = routes, StartedAt = now, AutoCapture = capture,
        };
        return (next, kind);
    }

    /// <summary>The next config with the content of an earlier one. What serves already stays as it is deployed.</summary>
    /// <param name="endpoint">The endpoint as it is.</param>
    /// <param name="old">The earlier config, which obeyed the rules when it was sent.</param>
    /// <param name="caller">Who asks; what they may not read, they may not use.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Serving.ServingException">Something that it refers to does not exist any more, or the caller may not read it.</exception>
    public async Task<StoredConfig> PlanAgainAsync(
        EndpointState endpoint, StoredConfig old, Principal caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var by = new EntityDefinitions.Introduction(caller.Name, now, endpoint.LastVersion + 1);
        var entities = await _references.CheckAgainAsync(old.Entities, caller, cancellationToken);
        return old with
        {
            Version = by.Version,
            Entities = Again(entities, EndpointLife.Serving(endpoint), by),
            StartedAt = now,
            AutoCapture = endpoint.Active is { } active ? active.AutoCapture : old.AutoCapture, // logging has rules of its own (V28)
        };
    }

    // The same deployment, or one that is the same: nothing is deployed twice.
    private static ImmutableArray<ServedEntityDefinition> Again(
        ImmutableArray<ServedEntityDefinition> entities, ImmutableArray<ServedEntityDefinition> serving,
        EntityDefinitions.Introduction by) =>
        [.. entities.Select(old =>
            serving.FirstOrDefault(now => now.Entity.Name == old.Entity.Name && now.Entity.DeployedBy == old.Entity.DeployedBy)
            ?? EntityDefinitions.Keep(EntityDefinitions.Again(old, by), serving))];

    private static ImmutableArray<TrafficRoute> CheckRoutes(
        EndpointConfigInput input, ImmutableArray<string> names, EndpointState endpoint, string prefix) =>
        names.IsEmpty ? [] : RouteRules.Plan(input.Routes, names, endpoint.Active?.Routes ?? [], prefix);

    // V7
    private static EndpointKind? CheckOneKind(ImmutableArray<ServedEntityDefinition> entities, string prefix)
    {
        if (entities.IsEmpty) return null;
        var kind = EntityDefinitions.Kind(entities[0]);
        var task = entities[0].Entity.Task;
        var other = entities.FirstOrDefault(entity => EntityDefinitions.Kind(entity) != kind || entity.Entity.Task != task);
        return other is null
            ? kind
            : throw Invalid.Value(
                $"{prefix}served_entities", other.Entity.Name,
                "does something else than the entities before it; all entities of an endpoint share one task.");
    }
}
