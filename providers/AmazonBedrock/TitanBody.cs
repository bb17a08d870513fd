using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Bodies of Amazon's Titan models: one prompt, or one text to embed.</summary>
internal static class TitanBody
{
    /// <summary>Writes a text completion, or a chat as one.</summary>
    public static void WriteText(Utf8JsonWriter json, JsonElement unified, ProviderCall call, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteString("inputText"u8, ChatPrompt.Of(call, unified, assistant: "Bot"));
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
            case "top_k" or "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed": parameters.Drop(member.Name); break;
            case "temperature" or "top_p" or "stop": break; // written with the limit
            default:
                if (!TextModel.Withholds(member, parameters)) member.WriteTo(json);
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
            case "encoding_format": Inputs.RequireEncoding(member.Value); break;
            case "user": parameters.Drop("user"); break;
            case "input" or "stream": break;
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }
}
