using System.Collections.Immutable;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads one served entity (section 3.3), also in its older form (section 3.5).</summary>
internal static class ServedEntityBody
{
    // Silently dropped, they would leave somebody waiting for a throughput that nobody guarantees.
    private static readonly string[] NotOffered = ["provisioned_model_units", "burst_scaling_enabled"];

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

    private static ServedEntityInput ReadCommon(JsonField entity)
    {
        if (NotOffered.FirstOrDefault(entity.HasContent) is { } name)
            throw entity.Wrong(name, "is not offered: this cluster counts tokens per second, not model units. Give min_ and max_provisioned_throughput.");

        return ReadOffered(entity);
    }

    private static ServedEntityInput ReadOffered(JsonField entity) => new()
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
    };

    private static ImmutableArray<NamedValue> ReadVariables(JsonField entity) => entity.Object("environment_vars") is { } variables
        ? [.. variables.Members().Select(static variable => new NamedValue(variable.Name, variable.Field.AsText()))]
        : [];
}
