using System.Text.Json;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>Models and versions in Unity Catalog's words (section 13.1).</summary>
internal static class UnityModelJson
{
    /// <summary>Writes a RegisteredModelInfo.</summary>
    public static void WriteModel(Utf8JsonWriter json, RegisteredModel model)
    {
        var name = ModelName.Parse(model.FullName);
        json.WriteStartObject();
        json.WriteString("name"u8, name.Model);
        json.WriteString("catalog_name"u8, name.Catalog);
        json.WriteString("schema_name"u8, name.Schema);
        json.WriteString("full_name"u8, model.FullName);
        json.WriteString("owner"u8, model.Owner);
        json.WriteIfAny("comment", model.Description);
        json.WriteTime("created_at", model.CreatedAt);
        json.WriteString("created_by"u8, model.CreatedBy);
        json.WriteTime("updated_at", model.UpdatedAt);
        json.WriteString("updated_by"u8, model.UpdatedBy);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in model.Aliases) WriteAlias(json, alias);
        json.WriteEndArray();
        json.WriteBoolean("browse_only"u8, false);
        json.WriteEndObject();
    }

    /// <summary>Writes a ModelVersionInfo.</summary>
    public static void WriteVersion(Utf8JsonWriter json, RegisteredVersion version)
    {
        var name = ModelName.Parse(version.FullName);
        json.WriteStartObject();
        json.WriteString("model_name"u8, name.Model);
        json.WriteString("catalog_name"u8, name.Catalog);
        json.WriteString("schema_name"u8, name.Schema);
        json.WriteNumber("version"u8, version.Version);
        json.WriteIfAny("id", version.Id);
        json.WriteIfAny("source", version.Source);
        json.WriteIfAny("run_id", version.RunId);
        json.WriteString("status"u8, version.Status.ToWire());
        WriteNature(json, version);
        json.WriteIfAny("comment", version.Description);
        json.WriteTime("created_at", version.CreatedAt);
        json.WriteString("created_by"u8, version.CreatedBy);
        json.WriteTime("updated_at", version.UpdatedAt);
        json.WriteString("updated_by"u8, version.UpdatedBy);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in version.Aliases) WriteAlias(json, new(alias, version.Version));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what a version that is ready is, and where that was read. Clients of either registry skip what they do not know.</summary>
    public static void WriteNature(Utf8JsonWriter json, RegisteredVersion version)
    {
        if (version.Status is not VersionStatus.Ready) return;
        json.WriteIfAny("task", ServingTasks.ToWire(version.Task));
        json.WriteIfAny("model_type", version.ModelType);
        json.WriteIfAny("origin", version.Origin);
    }

    /// <summary>Writes an alias.</summary>
    public static void WriteAlias(Utf8JsonWriter json, ModelAlias alias)
    {
        json.WriteStartObject();
        json.WriteString("alias_name"u8, alias.Name);
        json.WriteNumber("version_num"u8, alias.Version);
        json.WriteEndObject();
    }
}
