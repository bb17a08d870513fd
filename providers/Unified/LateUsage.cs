using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Writes the tokens that only headers told into an answer that was read without them, which shows zeros.</summary>
internal static class LateUsage
{
    /// <summary>The answer with them, unless it has usage of its own, or there are none.</summary>
    public static ProviderAnswer Add(ProviderAnswer answer, ProviderUsage? told)
    {
        if (answer.Usage is not null || told is not { } usage) return answer;

        using var document = JsonDocument.Parse(answer.Json, JsonReading.Deep);
        return answer with { Json = JsonBytes.Write((document.RootElement, usage), Write), Usage = usage };
    }

    private static void Write(Utf8JsonWriter json, (JsonElement Answer, ProviderUsage Usage) all)
    {
        json.WriteStartObject();
        foreach (var member in all.Answer.EnumerateObject())
        {
            if (member is { Name: "usage", Value.ValueKind: JsonValueKind.Object }) WriteUsage(json, member.Value, all.Usage);
            else member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    // The members that were there: embeddings have no tokens of an answer.
    private static void WriteUsage(Utf8JsonWriter json, JsonElement zeros, ProviderUsage usage)
    {
        json.WriteStartObject("usage"u8);
        foreach (var member in zeros.EnumerateObject())
        {
            switch (member.Name)
            {
                case "prompt_tokens": json.WriteNumber("prompt_tokens"u8, usage.PromptTokens); break;
                case "completion_tokens": json.WriteNumber("completion_tokens"u8, usage.CompletionTokens); break;
                case "total_tokens": json.WriteNumber("total_tokens"u8, usage.PromptTokens + usage.CompletionTokens); break;
                default: member.WriteTo(json); break;
            }
        }

        json.WriteEndObject();
    }
}
