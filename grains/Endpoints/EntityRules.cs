using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>Rules for served entities, each alone and all together (V5 to V9, V13 to V23). Pure.</summary>
internal static class EntityRules
{
    /// <summary>Checks the entities of a config and fills in their names.</summary>
    /// <param name="entities">As sent.</param>
    /// <param name="prefix">The path of the config in the request: <c>config.</c>, or empty.</param>
    /// <param name="was">The kind the endpoint has had; null for a new one.</param>
    /// <param name="options">Limits.</param>
    /// <param name="providers">The providers of this build.</param>
    /// <exception cref="Serving.ServingException">Names the first field at fault.</exception>
    public static ImmutableArray<EntityPlan> Plan(
        ImmutableArray<ServedEntityInput> entities, string prefix, EndpointKind? was, EndpointOptions options,
        ProviderLookup providers)
    {
        var list = $"{prefix}served_entities";
        if (entities.Length > options.MaxServedEntities)
            throw Invalid.Value(list, entities.Length, $"entities are too many; at most {options.MaxServedEntities} are served.");

        ImmutableArray<EntityPlan> plans =
            [.. entities.Select((entity, index) => PlanOne(entity, $"{list}[{index}]", options, providers))];
        CheckOneSort(plans, was);
        CheckOneTask(plans);
        CheckNames(plans);
        return plans;
    }

    private static EntityPlan PlanOne(
        ServedEntityInput entity, string path, EndpointOptions options, ProviderLookup providers)
    {
        if (entity.Name is { } name) EndpointNames.CheckShape($"{path}.name", name);
        return (entity.ExternalModel, entity.EntityName) switch
        {
            ({ } external, null) => ExternalEntityRules.Plan(entity, external, path, providers),
            (null, { } model) => ModelEntityRules.Plan(entity, model, path, options),
            (null, null) => throw Invalid.Field(path, "needs either entity_name or external_model."),
            _ => throw Invalid.Value($"{path}.entity_name", entity.EntityName, "excludes external_model; give one of them."),
        };
    }

    // V6, V13
    private static void CheckOneSort(ImmutableArray<EntityPlan> plans, EndpointKind? was)
    {
        if (plans.IsEmpty) return;
        var external = plans[0] is ExternalPlan;
        if (plans.FirstOrDefault(plan => plan is ExternalPlan != external) is { } other)
        {
            throw Invalid.Value(
                $"{other.Path}.name", other.Name, "mixes external models and models of this cluster in one endpoint.");
        }

        if (was is { } kind && kind is EndpointKind.External != external)
        {
            throw Invalid.Value(
                $"{plans[0].Path}.name", plans[0].Name,
                external
                    ? "is an external model, and this endpoint serves models of this cluster; make another endpoint."
                    : "is no external model, and this endpoint serves external models; make another endpoint.");
        }
    }

    // V8
    private static void CheckOneTask(ImmutableArray<EntityPlan> plans)
    {
        var externals = plans.OfType<ExternalPlan>().ToList();
        if (externals.Find(plan => plan.Task != externals[0].Task) is { } other)
        {
            throw Invalid.Value(
                $"{other.Path}.external_model.task", Serving.ServingTasks.ToWire(other.Task)!,
                $"differs from '{Serving.ServingTasks.ToWire(externals[0].Task)}'; all entities of an endpoint share one task.");
        }
    }

    // V9
    private static void CheckNames(ImmutableArray<EntityPlan> plans)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (!seen.Add(plan.Name))
                throw Invalid.Value($"{plan.Path}.name", plan.Name, "is used twice; give every entity a name of its own.");
        }
    }
}
