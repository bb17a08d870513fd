using System.Text.Json;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tables;

namespace Andamento.Endpoints;

/// <summary>A row of <c>system.serving.served_entities</c> (data-plane contract, section 12).</summary>
internal sealed class ServedEntityRow(EntityChange change, string workspaceId) : TableRow
{
    /// <inheritdoc/>
    public override TableName Table => TableName.ServedEntities;

    /// <inheritdoc/>
    public override DateTimeOffset Time => change.ChangedAt;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        var entity = change.Entity;
        var key = new ServedEntityKey(change.EndpointName, change.EndpointId, entity.DeployedBy, entity.Name);
        json.WriteString("served_entity_id"u8, ServedEntityKey.IdOf(key.ToString()));
        json.WriteNull("account_id"u8); // this cluster has workspaces and no accounts
        json.WriteString("workspace_id"u8, workspaceId);
        json.WriteString("created_by"u8, entity.Creator);
        json.WriteString("endpoint_name"u8, change.EndpointName);
        json.WriteString("endpoint_id"u8, change.EndpointId);
        json.WriteString("served_entity_name"u8, entity.Name);
        json.WriteString("entity_type"u8, change.Kind switch
        {
            EndpointKind.External => "EXTERNAL_MODEL",
            EndpointKind.Foundation => "FOUNDATION_MODEL",
            _ => "CUSTOM_MODEL",
        });
        json.WriteString("entity_name"u8, entity.External?.Name ?? entity.EntityName);
        json.WriteString("entity_version"u8, entity.EntityVersion);
        json.WriteNumber("endpoint_config_version"u8, change.ConfigVersion);
        json.WriteString("task"u8, entity.Task.ToWire());
        WriteExternal(json, entity);
        WriteFoundation(json, entity);
        WriteCustom(json, entity);
        json.WriteNull("feature_spec_config"u8);
        json.WriteString("change_time"u8, change.ChangedAt.UtcDateTime);
        if (change.DeletedAt is { } deleted) json.WriteString("endpoint_delete_time"u8, deleted.UtcDateTime);
        else json.WriteNull("endpoint_delete_time"u8);
    }

    private static void WriteExternal(Utf8JsonWriter json, ServedEntity entity)
    {
        if (entity.External is not { } model)
        {
            json.WriteNull("external_model_config"u8);
            return;
        }

        json.WriteStartObject("external_model_config"u8);
        json.WriteString("provider"u8, model.Provider);
        json.WriteEndObject();
    }

    private static void WriteFoundation(Utf8JsonWriter json, ServedEntity entity)
    {
        if (!HasThroughput(entity))
        {
            json.WriteNull("foundation_model_config"u8);
            return;
        }

        json.WriteStartObject("foundation_model_config"u8);
        json.WriteNumber("min_provisioned_throughput"u8, entity.MinProvisionedThroughput!.Value);
        json.WriteNumber("max_provisioned_throughput"u8, entity.MaxProvisionedThroughput!.Value);
        json.WriteEndObject();
    }

    // Sized by what it gives, not by what it runs on.
    private static bool HasThroughput(ServedEntity entity) =>
        entity is { MinProvisionedThroughput: not null, MaxProvisionedThroughput: not null };

    private static void WriteCustom(Utf8JsonWriter json, ServedEntity entity)
    {
        if (entity.External is not null || HasThroughput(entity))
        {
            json.WriteNull("custom_model_config"u8);
            return;
        }

        var most = ProvisionedConcurrency.Of(entity.WorkloadSize, entity.MaxProvisionedConcurrency);
        json.WriteStartObject("custom_model_config"u8);
        json.WriteNumber("min_concurrency"u8, entity.ScaleToZeroEnabled ? 0 : ProvisionedConcurrency.Least(
            entity.WorkloadSize, entity.MinProvisionedConcurrency, entity.MaxProvisionedConcurrency, scaleToZero: false));
        json.WriteNumber("max_concurrency"u8, most);
        json.WriteString("compute_type"u8, entity.WorkloadType);
        json.WriteEndObject();
    }
}
