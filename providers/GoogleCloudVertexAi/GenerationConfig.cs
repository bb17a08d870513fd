using System.Collections.Frozen;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>The object in which Gemini wants to read how to generate.</summary>
internal sealed class GenerationConfig(Utf8JsonWriter json, ProviderTarget target, Parameters parameters)
{
    private const int MostChoices = 8;

    // Google's name, and the unified one that wins over it; none for what only Google knows.
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["temperature"] = "temperature",
        ["topP"] = "top_p",
        ["topK"] = "top_k",
        ["candidateCount"] = "n",
        ["maxOutputTokens"] = "max_tokens",
        ["stopSequences"] = "stop",
        ["seed"] = "seed",
        ["presencePenalty"] = "presence_penalty",
        ["frequencyPenalty"] = "frequency_penalty",
        ["responseLogprobs"] = "logprobs",
        ["responseMimeType"] = "response_format",
        ["responseSchema"] = "response_format",
        ["responseJsonSchema"] = "response_format",
        ["thinkingConfig"] = "reasoning_effort",
        ["responseModalities"] = "",
        ["speechConfig"] = "",
        ["mediaResolution"] = "",
        ["audioTimestamp"] = "",
        ["routingConfig"] = "",
        ["modelConfig"] = "",
        ["imageConfig"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Unified = FrozenSet.ToFrozenSet(
        [.. Names.Values.Where(name => name.Length > 0), "max_completion_tokens", "top_logprobs"]);

    /// <summary>Whether a member of a body is written here.</summary>
    public static bool Takes(string name) => Unified.Contains(name) || Names.ContainsKey(name);

    /// <summary>Writes the member <c>generationConfig</c>.</summary>
    public void Write(JsonElement chat)
    {
        json.WriteStartObject("generationConfig"u8);
        if (UnifiedBody.MaxTokens(chat) is { ValueKind: not JsonValueKind.Undefined } limit) json.Write("maxOutputTokens"u8, limit);
        foreach (var member in chat.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(member, chat);
        }

        WriteThinkingWish(chat);
        if (chat.TryGet("generationConfig"u8, out var given) && given.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject()) WriteOwn(member, chat);
        }

        json.WriteEndObject();
    }

    private void WriteMember(JsonProperty member, JsonElement chat)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "temperature": parameters.Temperature(json, value, most: 2); break;
            case "top_p": parameters.Number(json, "top_p", value, "topP", 0, 1); break;
            case "top_k": json.Write("topK"u8, value); break;
            case "seed": json.Write("seed"u8, value); break;
            case "stop": StopWords.Write(json, chat, value, "stopSequences"u8, atMost: 5); break;
            case "n": WriteCount(value); break;
            case "presence_penalty": parameters.Number(json, "presence_penalty", value, "presencePenalty", -2, 2); break;
            case "frequency_penalty": parameters.Number(json, "frequency_penalty", value, "frequencyPenalty", -2, 2); break;
            case "logprobs": WriteLogprobs(value, chat); break;
            case "response_format": WriteFormat(value); break;
            case "reasoning_effort": ThinkingConfig.Write(json, chat.Text("reasoning_effort"u8), "reasoning_effort", target.Model, parameters); break;
            default:
                if (!Unified.Contains(member.Name) && Names.ContainsKey(member.Name)) WriteOwn(member, chat);
                break;
        }
    }

    // Words of Anthropic's clients: the unified ones and Google's own win over them.
    private void WriteThinkingWish(JsonElement chat)
    {
        if (chat.TryGet("reasoning_effort"u8, out _) || chat.TryGet("thinkingConfig"u8, out _)
            || chat.Member("generationConfig"u8).TryGet("thinkingConfig"u8, out _)) return;

        if (ThinkingWish.Effort(chat) is { } effort) ThinkingConfig.Write(json, effort, ThinkingWish.Name(chat), target.Model, parameters);
    }

    private void WriteOwn(JsonProperty member, JsonElement chat)
    {
        var unified = Names.GetValueOrDefault(member.Name) ?? "";
        var overridden = unified is "max_tokens"
            ? UnifiedBody.MaxTokens(chat).ValueKind is not JsonValueKind.Undefined
            : unified.Length > 0 && chat.TryGetProperty(unified, out var value) && value.ValueKind is not JsonValueKind.Null;
        if (!overridden) member.WriteTo(json);
    }

    private void WriteCount(JsonElement n)
    {
        if (n.ValueKind is not JsonValueKind.Number || !n.TryGetInt32(out var count)) throw Fault.Malformed("n", "must be a whole number");
        if (count is < 1 or > MostChoices) throw Fault.Unsupported("n", $"this provider gives 1 to {MostChoices} choices");

        json.WriteNumber("candidateCount"u8, count);
    }

    private void WriteLogprobs(JsonElement asked, JsonElement chat)
    {
        if (asked.ValueKind is JsonValueKind.False) return;
        if (asked.ValueKind is not JsonValueKind.True) // a number of them is what text completions ask for
        {
            parameters.Drop("logprobs");
            return;
        }

        json.WriteBoolean("responseLogprobs"u8, true);
        if (!chat.TryGet("top_logprobs"u8, out var top) || (top.ValueKind is JsonValueKind.Number && top.GetDouble() == 0)) return;

        parameters.Number(json, "top_logprobs", top, "logprobs", 1, VertexModel.VersionOf(target.Model) < new Version(2, 0) ? 5 : 20);
    }

    private void WriteFormat(JsonElement format)
    {
        var shape = AnswerFormats.Of(format);
        if (shape is AnswerFormat.Text) return;

        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (shape is AnswerFormat.JsonSchema) GeminiSchema.Write(json, "responseJsonSchema"u8, "responseSchema"u8, AnswerFormats.Schema(format), target);
    }
}
