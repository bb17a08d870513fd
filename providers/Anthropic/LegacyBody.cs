using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>A unified completion as a body of the old text completions API.</summary>
internal static class LegacyBody
{
    private const string Human = "\n\nHuman:";
    private const string Assistant = "\n\nAssistant:";

    /// <summary>Writes the body.</summary>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteString("prompt"u8, Frame(Prompt.One(unified).GetString()!));
        json.WriteNumber("max_tokens_to_sample"u8, ThinkingPlan.Of(unified, target, parameters).MaxTokens);
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(json, unified, member, parameters);
        }

        if (call.Stream) json.WriteBoolean("stream"u8, true);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, JsonElement unified, JsonProperty member, Parameters parameters)
    {
        switch (member.Name)
        {
            case "stop": StopWords.Write(json, unified, member.Value, "stop_sequences"u8); break;
            case "temperature": parameters.Temperature(json, member.Value, most: 1); break;
            case "n": UnifiedBody.RequireOneChoice(member.Value); break;
            case "suffix" or "echo" or "best_of": Prompt.RequireUnused(member); break;
            case "user":
                json.WriteStartObject("metadata"u8);
                json.Write("user_id"u8, member.Value);
                json.WriteEndObject();
                break;
            case "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed" or "min_p" or "logprobs" or "store":
                parameters.Drop(member.Name);
                break;
            case "prompt" or "max_tokens" or "max_completion_tokens" or "stream" or "reasoning_effort": break;
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    // The models are trained on this frame, and the provider refuses a prompt without it.
    private static string Frame(string prompt)
    {
        var begun = prompt.StartsWith(Human, StringComparison.Ordinal) ? prompt : $"{Human} {prompt}";
        return begun.Contains(Assistant, StringComparison.Ordinal) ? begun : begun + Assistant;
    }
}
