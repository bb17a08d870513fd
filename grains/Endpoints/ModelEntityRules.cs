using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Secrets;

namespace Andamento.Endpoints;

/// <summary>Rules for one entity with a registered model (V15 to V17, V23).</summary>
internal static partial class ModelEntityRules
{
    private const int ConcurrencyStep = 4;

    private static readonly string[] Sizes = ["Small", "Medium", "Large"];

    private static readonly string[] Types =
    [
        "CPU", "CPU_MEDIUM", "CPU_LARGE", "GPU_SMALL", "GPU_MEDIUM", "GPU_LARGE", "GPU_XLARGE", "GPU_XLARGE_8",
        "MULTIGPU_MEDIUM",
    ];

    /// <summary>Checks one entity.</summary>
    public static ModelPlan Plan(ServedEntityInput entity, string model, string path, EndpointOptions options)
    {
        if (!ModelName().IsMatch(model))
            throw Invalid.Value($"{path}.entity_name", model, "is no model name; one looks like catalog.schema.model.");
        if (entity.EntityVersion is not { } version)
            throw Invalid.Field($"{path}.entity_version", "is required with entity_name.");
        if (!Version().IsMatch(version))
            throw Invalid.Value($"{path}.entity_version", version, "is no version; versions count from 1.");

        return new(
            path, entity.Name ?? EndpointNames.Default(model, version), Environment(entity, path, options), model, version,
            Compute(entity, path), entity.EnvironmentVars, entity.InstanceProfileArn);
    }

    private static ModelCompute Compute(ServedEntityInput entity, string path)
    {
        var type = entity.WorkloadType ?? "CPU";
        if (!Types.Contains(type, StringComparer.Ordinal))
            throw Invalid.Value($"{path}.workload_type", type, $"must be one of {string.Join(", ", Types)}.");

        var (min, max) = (entity.MinProvisionedConcurrency, entity.MaxProvisionedConcurrency);
        var size = entity.WorkloadSize;
        if (size is not null && !Sizes.Contains(size, StringComparer.Ordinal))
            throw Invalid.Value($"{path}.workload_size", size, $"must be one of {string.Join(", ", Sizes)}.");
        if (size is not null && (min ?? max) is not null)
            throw Invalid.Value($"{path}.workload_size", size, "excludes provisioned concurrency; give one of them.");
        if (min is < 0) throw Invalid.Value($"{path}.min_provisioned_concurrency", min, "must not be negative.");
        if (max is <= 0) throw Invalid.Value($"{path}.max_provisioned_concurrency", max, "must be at least 1.");
        if (min is not null && max is null)
            throw Invalid.Field($"{path}.max_provisioned_concurrency", "is required with min_provisioned_concurrency.");
        if (min is { } fewest && fewest % ConcurrencyStep != 0)
            throw Invalid.Value($"{path}.min_provisioned_concurrency", fewest, $"must be a multiple of {ConcurrencyStep}.");
        if (max is { } most && most % ConcurrencyStep != 0)
            throw Invalid.Value($"{path}.max_provisioned_concurrency", most, $"must be a multiple of {ConcurrencyStep}.");
        if (min > max)
            throw Invalid.Value($"{path}.min_provisioned_concurrency", min, $"is more than the maximum of {max}.");

        if (ThroughputRules.Plan(entity, path) is { } throughput)
            return new(null, type, entity.ScaleToZeroEnabled ?? false, null, null) { Throughput = throughput };

        return new(size ?? (max is null ? "Small" : null), type, entity.ScaleToZeroEnabled ?? false, min, max);
    }

    private static ImmutableArray<PlannedReference> Environment(ServedEntityInput entity, string path, EndpointOptions options)
    {
        path += ".environment_vars";
        if (entity.EnvironmentVars.Length > options.MaxEnvironmentVars)
        {
            throw Invalid.Value(
                path, entity.EnvironmentVars.Length, $"variables are too many; at most {options.MaxEnvironmentVars} are kept.");
        }

        var references = ImmutableArray.CreateBuilder<PlannedReference>();
        foreach (var variable in entity.EnvironmentVars)
        {
            if (!VariableName().IsMatch(variable.Name))
                throw Invalid.Value(path, variable.Name, "is no variable name: letters, digits and '_', no digit first.");
            if (!variable.Value.StartsWith("{{", StringComparison.Ordinal)) continue;
            if (!SecretReference.TryParse(variable.Value, out var secret))
                throw Invalid.Field($"{path}.{variable.Name}", $"must be a reference like {SecretReference.Grammar}.");
            references.Add(new($"{path}.{variable.Name}", secret));
        }

        return references.ToImmutable();
    }

    [GeneratedRegex(
        @"^[A-Za-z0-9_-]{1,255}(\.[A-Za-z0-9_-]{1,255}){0,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ModelName();

    [GeneratedRegex(@"^[1-9][0-9]{0,8}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VariableName();
}
