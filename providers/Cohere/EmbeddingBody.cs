using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>A unified embeddings request as theirs. They take floats only; base64 is made here.</summary>
internal static class EmbeddingBody
{
    /// <summary>How many texts they take at once.</summary>
    public const int TextsPerCall = 96;

    /// <summary>What texts are when nobody says: documents that will be searched.</summary>
    public const string DefaultInputType = "search_document";

    /// <summary>Writes the body.</summary>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        if (call.Stream) throw Fault.Unsupported("stream", "embeddings are not streamed");

        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("texts"u8);
        foreach (var text in Inputs.Texts(unified)) text.WriteTo(json);
        json.WriteEndArray();
        json.WriteString("input_type"u8, unified.Text("input_type"u8) ?? target.Setting("cohere_input_type") ?? DefaultInputType);
        if (target.Setting("cohere_api_version") is not "v1")
        {
            json.WriteStartArray("embedding_types"u8);
            json.WriteStringValue("float"u8);
            json.WriteEndArray();
        }

        json.WriteString("truncate"u8, unified.Text("truncate"u8) ?? "END");
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(json, member, target, parameters);
        }

        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, ProviderTarget target, Parameters parameters)
    {
        switch (member.Name)
        {
            case "dimensions" when IsFixed(target.Model) || target.Setting("cohere_api_version") is "v1": throw Fault.Unsupported("dimensions", "this model has one size");
            case "dimensions": json.Write("output_dimension"u8, member.Value); break;
            case "encoding_format": Inputs.RequireEncoding(member.Value); break;
            case "user": parameters.Drop("user"); break;
            case "input" or "texts" or "input_type" or "embedding_types" or "truncate" or "stream": break;
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    private static bool IsFixed(string model) =>
        model.Contains("-v2", StringComparison.Ordinal) || model.Contains("-v3", StringComparison.Ordinal);
}
