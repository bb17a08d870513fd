using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>A whole answer with one choice, on its way from a dialect to unified JSON.</summary>
internal sealed record WholeAnswer(AnswerHead Head, string FinishReason)
{
    /// <summary>The text; null when there is none.</summary>
    public string? Content { get; init; }

    /// <summary>The visible reasoning; null when there is none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The blocks of thinking as the provider wrote them, which the caller must send back to go on.</summary>
    public IReadOnlyList<JsonElement> ThinkingBlocks { get; init; } = [];

    /// <summary>The tool calls, in order.</summary>
    public IReadOnlyList<WholeToolCall> ToolCalls { get; init; } = [];

    /// <summary>Tokens used; null when the provider did not say, which the answer shows as zeros.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The unified JSON, as a chat or as a text completion.</summary>
    public ProviderAnswer ToAnswer() =>
        new(JsonBytes.Write(this, static (json, answer) => answer.Write(json)), Usage?.ToProviderUsage());

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head.WriteTo(json, chunk: false);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        if (Head.Chat) WriteMessage(json);
        else json.WriteString("text"u8, Content ?? "");
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        (Usage ?? default).WriteTo(json);
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
    /// <summary>Writes the object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, Name);
        json.WriteString("arguments"u8, Arguments.Length == 0 ? "{}" : Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
