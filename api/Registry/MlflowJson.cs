using System.Text.Json;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>Models and versions in MLflow's words (section 13.2). Versions are text, times are milliseconds.</summary>
internal static class MlflowJson
{
    /// <summary>Writes <c>{"registered_model": …}</c>.</summary>
    public static void WriteModelAnswer(Utf8JsonWriter json, (RegisteredModel Model, RegistryKind Kind) answer)
    {
        json.WriteStartObject();
        json.WritePropertyName("registered_model"u8);
        WriteModel(json, answer.Model, answer.Kind);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{"registered_model_databricks": …}</c>: the same, with the id and what the caller may do.</summary>
    public static void WriteDatabricksAnswer(Utf8JsonWriter json, (RegisteredModel Model, bool MayChange) answer)
    {
        json.WriteStartObject();
        json.WriteStartObject("registered_model_databricks"u8);
        WriteMembers(json, answer.Model, RegistryKind.Workspace);
        json.WriteIfAny("id", answer.Model.Id);
        json.WriteString("permission_level"u8, answer.MayChange ? "CAN_MANAGE"u8 : "CAN_READ"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>{"model_version": …}</c>.</summary>
    public static void WriteVersionAnswer(Utf8JsonWriter json, (RegisteredVersion Version, RegistryKind Kind) answer) =>
        WriteVersionAnswer(json, "model_version", answer.Version, answer.Kind);

    /// <summary>Writes <c>{"model_version_databricks": …}</c>.</summary>
    public static void WriteDatabricksAnswer(Utf8JsonWriter json, RegisteredVersion version) =>
        WriteVersionAnswer(json, "model_version_databricks", version, RegistryKind.Workspace);

    /// <summary>Writes one page of models.</summary>
    public static void WriteModels(Utf8JsonWriter json, (ModelPage Page, ModelOrder Order, RegistryKind Kind) answer)
    {
        json.WriteStartObject();
        json.WriteStartArray("registered_models"u8);
        foreach (var model in answer.Page.Models) WriteModel(json, model, answer.Kind);
        json.WriteEndArray();
        if (answer.Page is { More: true, Models: [.., var last] })
            json.WriteString("next_page_token"u8, RegistryPage.Token(last.TimeBy(answer.Order), last.FullName));
        json.WriteEndObject();
    }

    /// <summary>Writes a list of versions.</summary>
    public static void WriteVersions(
        Utf8JsonWriter json, (IReadOnlyList<RegisteredVersion> Versions, string? NextPage, RegistryKind Kind) answer)
    {
        json.WriteStartObject();
        json.WriteStartArray("model_versions"u8);
        foreach (var version in answer.Versions) WriteVersion(json, version, answer.Kind);
        json.WriteEndArray();
        json.WriteIfAny("next_page_token", answer.NextPage);
        json.WriteEndObject();
    }

    private static void WriteVersionAnswer(Utf8JsonWriter json, string member, RegisteredVersion version, RegistryKind kind)
    {
        json.WriteStartObject();
        json.WritePropertyName(member);
        WriteVersion(json, version, kind);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, RegisteredModel model, RegistryKind kind)
    {
        json.WriteStartObject();
        WriteMembers(json, model, kind);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, RegisteredModel model, RegistryKind kind)
    {
        json.WriteString("name"u8, model.FullName);
        json.WriteTime("creation_timestamp", model.CreatedAt);
        json.WriteTime("last_updated_timestamp", model.UpdatedAt);
        json.WriteString("user_id"u8, model.Owner);
        json.WriteIfAny("description", model.Description);
        if (kind is RegistryKind.Workspace)
        {
            json.WriteStartArray("latest_versions"u8);
            foreach (var version in model.LatestVersions) WriteVersion(json, version, kind);
            json.WriteEndArray();
        }

        WriteTags(json, model.Tags);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in model.Aliases)
        {
            json.WriteStartObject();
            json.WriteString("alias"u8, alias.Name);
            json.WriteString("version"u8, $"{alias.Version}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteVersion(Utf8JsonWriter json, RegisteredVersion version, RegistryKind kind)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, version.FullName);
        json.WriteString("version"u8, $"{version.Version}");
        json.WriteTime("creation_timestamp", version.CreatedAt);
        json.WriteTime("last_updated_timestamp", version.UpdatedAt);
        json.WriteString("user_id"u8, version.CreatedBy);
        if (kind is RegistryKind.Workspace) json.WriteString("current_stage"u8, version.Stage.ToWire()); // the other one has aliases instead
        json.WriteIfAny("description", version.Description);
        json.WriteIfAny("source", version.Source);
        json.WriteIfAny("run_id", version.RunId);
        json.WriteIfAny("run_link", version.RunLink);
        json.WriteString("status"u8, version.Status.ToWire());
        json.WriteIfAny("status_message", version.StatusMessage);
        UnityModelJson.WriteNature(json, version);
        WriteTags(json, version.Tags);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in version.Aliases) json.WriteStringValue(alias);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter json, IEnumerable<ModelTag> tags)
    {
        json.WriteStartArray("tags"u8);
        foreach (var tag in tags)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, tag.Key);
            json.WriteString("value"u8, tag.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
