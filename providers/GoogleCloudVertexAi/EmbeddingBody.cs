using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>A unified embeddings request as Google's models take it. They give floats; base64 is made here.</summary>
internal static class EmbeddingBody
{
    /// <summary>Writes texts as instances of a prediction.</summary>
    public static void WriteInstances(Utf8JsonWriter json, JsonElement unified, ProviderTarget target, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteStartArray("instances"u8);
        foreach (var text in Inputs.Texts(unified))
        {
            json.WriteStartObject();
            json.Write("content"u8, text);
            if (TaskType(unified, target) is { } type) json.WriteString("task_type"u8, type);
            if (unified.TryGet("title"u8, out var title)) json.Write("title"u8, title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("parameters"u8);
        WriteParameters(json, unified, target, parameters);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes one text as a content.</summary>
    public static void WriteContent(Utf8JsonWriter json, JsonElement unified, ProviderTarget target, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.Write("text"u8, Inputs.Texts(unified)[0]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("embedContentConfig"u8);
        if (TaskType(unified, target) is { } type) json.WriteString("taskType"u8, type);
        if (unified.TryGet("title"u8, out var title)) json.Write("title"u8, title);
        WriteParameters(json, unified, target, parameters);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? TaskType(JsonElement unified, ProviderTarget target) =>
        unified.Text("task_type"u8) ?? (target.Setting("task_type") is { Length: > 0 } set ? set : null);

    private static void WriteParameters(Utf8JsonWriter json, JsonElement unified, ProviderTarget target, Parameters parameters)
    {
        foreach (var member in unified.EnumerateObject())
        {
            switch (member.Name)
            {
                case var _ when member.Value.ValueKind is JsonValueKind.Null: break;
                case "dimensions" when VertexModel.HasOneSize(target.Model): throw Fault.Unsupported("dimensions", "this model has one size");
                case "dimensions": json.Write("outputDimensionality"u8, member.Value); break;
                case "auto_truncate": json.Write("autoTruncate"u8, member.Value); break;
                case "encoding_format": Inputs.RequireEncoding(member.Value); break;
                case "user": parameters.Drop("user"); break;
                case "input" or "task_type" or "title" or "stream": break;
                default:
                    if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                    break;
            }
        }
    }
}
