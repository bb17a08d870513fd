using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Ai21Labs;

/// <summary>A unified completion as Jurassic takes it: all names are theirs, and the model is in the address.</summary>
internal static class CompleteBody
{
    /// <summary>Writes the body. Of a parameter named both ways the unified name wins.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement unified, ProviderCall call, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteString("prompt"u8, ChatPrompt.Of(call, unified, assistant: "Assistant"));
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(json, unified, member, parameters);
        }

        if (UnifiedBody.MaxTokens(unified) is { ValueKind: not JsonValueKind.Undefined } limit) json.Write("maxTokens"u8, limit);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, JsonElement unified, JsonProperty member, Parameters parameters)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "n": json.Write("numResults"u8, value); break;
            case "stop": StopWords.Write(json, default, value, "stopSequences"u8); break;
            case "temperature": parameters.Temperature(json, value, most: 1); break;
            case "top_p": parameters.Number(json, "top_p", value, "topP", 0, 1); break;
            case "frequency_penalty": WritePenalty(json, "frequencyPenalty"u8, value); break;
            case "presence_penalty": WritePenalty(json, "presencePenalty"u8, value); break;
            case "logit_bias": json.Write("logitBias"u8, value); break;
            case "top_k" or "seed": parameters.Drop(member.Name); break;
            case "maxTokens" when UnifiedBody.MaxTokens(unified).ValueKind is not JsonValueKind.Undefined:
            case "numResults" when unified.TryGet("n"u8, out _):
            case "stopSequences" when unified.TryGet("stop"u8, out _):
            case "topP" when unified.TryGet("top_p"u8, out _):
            case "frequencyPenalty" when unified.TryGet("frequency_penalty"u8, out _):
            case "presencePenalty" when unified.TryGet("presence_penalty"u8, out _):
            case "logitBias" when unified.TryGet("logit_bias"u8, out _):
                break;
            default:
                if (!TextModel.Withholds(member, parameters)) member.WriteTo(json);
                break;
        }
    }

    private static void WritePenalty(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement scale)
    {
        json.WriteStartObject(name);
        json.Write("scale"u8, scale);
        json.WriteEndObject();
    }
}
