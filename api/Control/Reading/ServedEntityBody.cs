using System.Collections.Immutable;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads one served entity (section 3.3), also in its older form (section 3.5).</summary>
internal static class ServedEntityBody
{
    /// <summary>Reads an item of <c>served_entities</c>.</summary>
    public static ServedEntityInput Read(JsonField entity) => ReadCommon(entity) with
    {
        EntityName = entity.Text("entity_name"),
        EntityVersion = entity.TextOrNumber("entity_version"),
        ExternalModel = entity.Object("external_model") is { } model ? ExternalModelBody.Read(model) : null,
    };

    /// <summary>Reads an item of <c>served_models</c>: other names for the same, and no external model.</summary>
    public static ServedEntityInput ReadLegacy(JsonField model) => ReadCommon(model) with
    {
        EntityName = model.RequiredText("model_name"),
        EntityVersion = model.TextOrNumber("model_version"),
    };

    private static ServedEntityInput ReadCommon(JsonField entity) => new()
    {
        Name = entity.Text("name"),
        WorkloadSize = entity.Text("workload_size"),
        WorkloadType = entity.Text("workload_type"),
        ScaleToZeroEnabled = entity.Flag("scale_to_zero_enabled"),
        MinProvisionedConcurrency = entity.SmallInteger("min_provisioned_concurrency"),
        MaxProvisionedConcurrency = entity.SmallInteger("max_provisioned_concurrency"),
        EnvironmentVars = ReadVariables(entity),
        InstanceProfileArn = entity.Text("instance_profile_arn"),
        MinProvisionedThroughput = entity.SmallInteger("min_provisioned_throughput"),
        MaxProvisionedThroughput = entity.SmallInteger("max_provisioned_throughput"),
        ProvisionedModelUnits = entity.SmallInteger("provisioned_model_units"),
        BurstScalingEnabled = entity.Flag("burst_scaling_enabled"),
    };

    private static ImmutableArray<NamedValue> ReadVariables(JsonField entity) => entity.Object("environment_vars") is { } variables
        ? [.. variables.Members().Select(static variable => new NamedValue(variable.Name, variable.Field.AsText()))]
        : [];
}
