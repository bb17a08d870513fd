using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes one served entity (section 3.4), under its present names and under the older ones.</summary>
internal static class ServedEntityJson
{
    /// <summary>Writes an item of <c>served_entities</c>.</summary>
    public static void Write(Utf8JsonWriter json, ServedEntity entity, EndpointKind? kind)
    {
        json.WriteStartObject();
        WriteIdentity(json, entity, kind);
        if (entity.External is null) WriteWorkload(json, entity);

        WriteStatus(json, entity);
        json.WriteEndObject();
    }

    /// <summary>Writes the item of <c>served_models</c> that mirrors it. External models show no more than their names there.</summary>
    public static void WriteLegacy(Utf8JsonWriter json, ServedEntity entity)
    {
        json.WriteStartObject();
        WriteLegacyIdentity(json, entity);
        if (entity.External is null) WriteWorkload(json, entity);

        WriteStatus(json, entity);
        json.WriteEndObject();
    }

    /// <summary>Writes what a list row shows of it.</summary>
    public static void WriteSummary(Utf8JsonWriter json, ServedEntity entity, EndpointKind? kind)
    {
        json.WriteStartObject();
        WriteIdentity(json, entity, kind);
        json.WriteEndObject();
    }

    /// <summary>Writes what a list row shows of its mirror.</summary>
    public static void WriteLegacySummary(Utf8JsonWriter json, ServedEntity entity)
    {
        json.WriteStartObject();
        WriteLegacyIdentity(json, entity);
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, ServedEntity entity, EndpointKind? kind)
    {
        json.WriteString("name"u8, entity.Name);
        WriteOptional(json, "entity_name"u8, entity.EntityName);
        WriteOptional(json, "entity_version"u8, entity.EntityVersion);
        if (entity.External is { } model) ExternalModelJson.Write(json, model, entity.Task);
        if (kind is not EndpointKind.Foundation || entity.EntityName is null) return;

        json.WriteStartObject("foundation_model"u8);
        json.WriteString("name"u8, entity.EntityName);
        json.WriteEndObject();
    }

    private static void WriteLegacyIdentity(Utf8JsonWriter json, ServedEntity entity)
    {
        json.WriteString("name"u8, entity.Name);
        WriteOptional(json, "model_name"u8, entity.EntityName);
        WriteOptional(json, "model_version"u8, entity.EntityVersion);
    }

    private static void WriteWorkload(Utf8JsonWriter json, ServedEntity entity)
    {
        WriteOptional(json, "workload_size"u8, entity.WorkloadSize);
        WriteOptional(json, "workload_type"u8, entity.WorkloadType);
        json.WriteBoolean("scale_to_zero_enabled"u8, entity.ScaleToZeroEnabled);
        if (entity.MinProvisionedConcurrency is { } fewest) json.WriteNumber("min_provisioned_concurrency"u8, fewest);
        if (entity.MaxProvisionedConcurrency is { } most) json.WriteNumber("max_provisioned_concurrency"u8, most);
        if (entity.MinProvisionedThroughput is { } slowest) json.WriteNumber("min_provisioned_throughput"u8, slowest);
        if (entity.MaxProvisionedThroughput is { } fastest) json.WriteNumber("max_provisioned_throughput"u8, fastest);
        if (entity.ProvisionedModelUnits is { } units) json.WriteNumber("provisioned_model_units"u8, units);
        if (entity.BurstScalingEnabled is { } burst) json.WriteBoolean("burst_scaling_enabled"u8, burst);

        WriteOptional(json, "instance_profile_arn"u8, entity.InstanceProfileArn);
        if (entity.EnvironmentVars.IsEmpty) return;

        json.WriteStartObject("environment_vars"u8);
        foreach (var variable in entity.EnvironmentVars) json.WriteString(variable.Name, variable.Value);

        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, ServedEntity entity)
    {
        json.WriteStartObject("state"u8);
        json.WriteString("deployment"u8, WireNames.Of(entity.Deployment));
        json.WriteString("deployment_state_message"u8, entity.DeploymentMessage);
        json.WriteEndObject();
        json.WriteString("creator"u8, entity.Creator);
        json.WriteNumber("creation_timestamp"u8, entity.CreatedAt.ToUnixTimeMilliseconds());
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
