using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Bodies of Amazon's Titan models: one prompt, or one text to embed.</summary>
internal static class TitanBody
{
    /// <summary>Writes a text completion.</summary>
    public static void WriteText(Utf8JsonWriter json, JsonElement unified, Parameters parameters)
    {
        json.WriteStartObject();
        json.Write("inputText"u8, Prompt.One(unified));
        json.WriteStartObject("textGenerationConfig"u8);
        if (UnifiedBody.MaxTokens(unified) is { ValueKind: not JsonValueKind.Undefined } limit) json.Write("maxTokenCount"u8, limit);
        if (unified.TryGet("temperature"u8, out var temperature)) parameters.Temperature(json, temperature, most: 1);
        if (unified.TryGet("top_p"u8, out var topP)) parameters.Number(json, "top_p", topP, "topP", 0, 1);
        if (unified.TryGet("stop"u8, out var stop)) StopWords.Write(json, unified, stop, "stopSequences"u8);
        json.WriteEndObject();
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteTextMember(json, member, parameters);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes an embedding of one text.</summary>
    public static void WriteEmbedding(Utf8JsonWriter json, JsonElement unified, ProviderTarget target, Parameters parameters)
    {
        json.WriteStartObject();
        json.Write("inputText"u8, Inputs.Texts(unified)[0]);
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteEmbeddingMember(json, member, target, parameters);
        }

        json.WriteEndObject();
    }

    private static void WriteTextMember(Utf8JsonWriter json, JsonProperty member, Parameters parameters)
    {
        switch (member.Name)
        {
            case "n": UnifiedBody.RequireOneChoice(member.Value); break;
            case "suffix" or "echo" or "best_of": Prompt.RequireUnused(member); break;
            case "top_k" or "min_p" or "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed" or "logprobs":
            case "user" or "metadata" or "store":
                parameters.Drop(member.Name);
                break;
            case "prompt" or "max_tokens" or "max_completion_tokens" or "temperature" or "top_p" or "stop" or "stream": break;
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    private static void WriteEmbeddingMember(
        Utf8JsonWriter json, JsonProperty member, ProviderTarget target, Parameters parameters)
    {
        switch (member.Name)
        {
            case "dimensions" when !target.Model.Contains("-v2", StringComparison.Ordinal):
                throw Fault.Unsupported("dimensions", "this model has one size");
            case "stream" when member.Value.ValueKind is JsonValueKind.True:
                throw Fault.Unsupported("stream", "embeddings are not streamed");
            case "encoding_format" when !(member.Value.ValueEquals("float"u8) || member.Value.ValueEquals("base64"u8)):
                throw Fault.Malformed("encoding_format", "must be float or base64");
            case "user": parameters.Drop("user"); break;
            case "input" or "encoding_format" or "stream": break;
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }
}
