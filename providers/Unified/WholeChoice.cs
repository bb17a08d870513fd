using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>One choice of a whole answer.</summary>
/// <param name="FinishReason">Why it ended, in the unified words.</param>
internal sealed record WholeChoice(string FinishReason)
{
    /// <summary>The text; null when there is none.</summary>
    public string? Content { get; init; }

    /// <summary>The visible reasoning; null when there is none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The blocks of thinking as the provider wrote them, which the caller must send back to go on.</summary>
    public IReadOnlyList<JsonElement> ThinkingBlocks { get; init; } = [];

    /// <summary>The tool calls, in order.</summary>
    public IReadOnlyList<WholeToolCall> ToolCalls { get; init; } = [];

    /// <summary>How likely each token was; empty when the provider does not say.</summary>
    public IReadOnlyList<TokenLogprob> Logprobs { get; init; } = [];

    /// <summary>Writes the choice, of a chat or of a text completion.</summary>
    public void WriteTo(Utf8JsonWriter json, int index, bool chat)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        if (chat) WriteMessage(json);
        else json.WriteString("text"u8, Content ?? "");
        if (chat && Logprobs.Count > 0) TokenLogprob.WriteAll(json, Logprobs);
        else json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, FinishReason);
        json.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, Content ?? (ToolCalls.Count > 0 ? null : ""));
        if (Reasoning is not null) json.WriteString("reasoning_content"u8, Reasoning);
        if (ThinkingBlocks.Count > 0)
        {
            json.WriteStartArray("thinking_blocks"u8);
            foreach (var block in ThinkingBlocks) block.WriteTo(json);
            json.WriteEndArray();
        }

        if (ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in ToolCalls) call.WriteTo(json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

/// <summary>One tool call.</summary>
/// <param name="Id">The id its result refers to.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">JSON text; <c>{}</c> when there are none.</param>
internal sealed record WholeToolCall(string? Id, string? Name, string Arguments)
{
    /// <summary>What Gemini wants to see again together with the call; null for none.</summary>
    public string? ThoughtSignature { get; init; }

    /// <summary>Writes the object; with its index in a chunk of a stream.</summary>
    public void WriteTo(Utf8JsonWriter json, int? index = null)
    {
        json.WriteStartObject();
        if (index is { } number) json.WriteNumber("index"u8, number);
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, Name);
        json.WriteString("arguments"u8, Arguments.Length == 0 ? "{}" : Arguments);
        json.WriteEndObject();
        if (ThoughtSignature is not null)
        {
            json.WriteStartObject("extra_content"u8);
            json.WriteStartObject("google"u8);
            json.WriteString("thought_signature"u8, ThoughtSignature);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
