using Andamento.Registry;

namespace Andamento.Endpoints;

/// <summary>Rules for provisioned throughput (V16). Pure.</summary>
internal static class ThroughputRules
{
    private const int MaxUnits = 10_000;

    /// <summary>What can be checked by looking at the entity.</summary>
    /// <returns>The throughput, or null when none is provisioned.</returns>
    public static PlannedThroughput? Plan(ServedEntityInput entity, string path)
    {
        var (min, max) = (entity.MinProvisionedThroughput, entity.MaxProvisionedThroughput);
        if (entity.ProvisionedModelUnits is { } units) return PlanUnits(entity, units, path);
        if (entity.BurstScalingEnabled is not null)
            throw Invalid.Field($"{path}.burst_scaling_enabled", "goes with provisioned_model_units.");
        if (min is null && max is null) return null;
        if (max is not { } most) throw Invalid.Field($"{path}.max_provisioned_throughput", "is required with min_provisioned_throughput.");
        if (min is not { } least) throw Invalid.Field($"{path}.min_provisioned_throughput", "is required with max_provisioned_throughput; 0 is fine.");
        if (most <= 0) throw Invalid.Value($"{path}.max_provisioned_throughput", most, "must be more than 0.");
        if (least < 0) throw Invalid.Value($"{path}.min_provisioned_throughput", least, "must not be negative.");
        if (least > most) throw Invalid.Value($"{path}.min_provisioned_throughput", least, $"is more than the maximum of {most}.");
        CheckAlone(entity, path);
        return new(least, most);
    }

    /// <summary>Tokens per second of throughput that was given in model units.</summary>
    public static PlannedThroughput InTokens(PlannedThroughput throughput, int chunkSize)
    {
        if (throughput.Units is not { } units) return throughput;
        var least = (int)Math.Min(int.MaxValue / 2, (long)units * chunkSize);
        return throughput with { Min = least, Max = throughput.Burst is false ? least : 2 * least };
    }

    /// <summary>What the model says to it.</summary>
    public static void Check(ModelPlan plan, PlannedThroughput throughput, ModelThroughput? model)
    {
        var field = $"{plan.Path}.max_provisioned_throughput";
        if (model is not { Optimizable: true })
            throw Invalid.Value(field, throughput.Max, $"cannot be provisioned for '{plan.Model}': {model?.WhyNot ?? "there is no such version"}. Use workload_size.");
        if (throughput.Units is not null) return;
        if (throughput.Max % model.ChunkSize != 0) throw Invalid.Value(field, throughput.Max, Multiples(plan, model));
        if (throughput.Min % model.ChunkSize != 0)
            throw Invalid.Value($"{plan.Path}.min_provisioned_throughput", throughput.Min, Multiples(plan, model));
    }

    private static PlannedThroughput PlanUnits(ServedEntityInput entity, int units, string path)
    {
        var field = $"{path}.provisioned_model_units";
        if (units is <= 0 or > MaxUnits) throw Invalid.Value(field, units, $"must be 1 to {MaxUnits}.");
        if (entity.MinProvisionedThroughput is not null || entity.MaxProvisionedThroughput is not null)
            throw Invalid.Value(field, units, "excludes min_ and max_provisioned_throughput; give one of them.");
        CheckAlone(entity, path);
        return new(0, 0) { Units = units, Burst = entity.BurstScalingEnabled ?? true };
    }

    private static void CheckAlone(ServedEntityInput entity, string path)
    {
        if (entity.WorkloadSize is { } size)
            throw Invalid.Value($"{path}.workload_size", size, "excludes provisioned throughput; give one of them.");
        if (entity.MaxProvisionedConcurrency is not null || entity.MinProvisionedConcurrency is not null)
            throw Invalid.Field($"{path}.max_provisioned_concurrency", "excludes provisioned throughput; give one of them.");
    }

    private static string Multiples(ModelPlan plan, ModelThroughput model) =>
        $"must be a multiple of {model.ChunkSize}, the chunk size of '{plan.Model}' version {plan.Version}.";
}

/// <summary>Tokens per second of an entity.</summary>
/// <param name="Min">Provisioned for however quiet it is; with 0 the entity scales to zero.</param>
/// <param name="Max">What is admitted.</param>
internal sealed record PlannedThroughput(int Min, int Max)
{
    /// <summary>As sent, in chunks of the model that is not known yet; null when it was sent in tokens per second.</summary>
    public int? Units { get; init; }

    /// <summary>With <see cref="Units"/>: whether twice as many are admitted; else null.</summary>
    public bool? Burst { get; init; }
}
