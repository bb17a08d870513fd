using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>The parts of a message that the whole one and its stream have in common.</summary>
internal static class MessageJson
{
    private const string Prefix = "msg_";

    /// <summary>Writes the first members of a message.</summary>
    public static void WriteHead(Utf8JsonWriter json, in AnswerBeginning head, string requestId)
    {
        // An id of Anthropic's own is what their support asks for.
        json.WriteString("id"u8, head.Id.StartsWith(Prefix, StringComparison.Ordinal) ? head.Id : Prefix + requestId);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, head.Model);
    }

    /// <summary>Writes the first members of a block of content: all of it, where it has no text.</summary>
    public static void WriteBlock(Utf8JsonWriter json, AnswerBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Thinking: json.WriteString("type"u8, "thinking"u8); break;
            case BlockKind.Redacted:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, block.Data);
                break;
            case BlockKind.Call:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, block.CallId);
                json.WriteString("name"u8, block.Name);
                json.WriteStartObject("caller"u8); // typed clients insist on it: the model itself, and not code that it wrote
                json.WriteString("type"u8, "direct"u8);
                json.WriteEndObject();
                break;
            default: json.WriteString("type"u8, "text"u8); break; // a refusal is told as text, and by the reason to stop
        }
    }

    /// <summary>Writes why it stopped. Which stop sequence was met is not known here, so it counts as the end of the turn.</summary>
    public static void WriteStop(Utf8JsonWriter json, FinishReason reason)
    {
        json.WriteString("stop_reason"u8, reason switch
        {
            FinishReason.Length => "max_tokens"u8,
            FinishReason.ToolCalls => "tool_use"u8,
            FinishReason.ContentFilter => "refusal"u8,
            _ => "end_turn"u8,
        });
        json.WriteNull("stop_sequence"u8);
    }

    /// <summary>Writes the tokens used. Input does not count what a cache had to do with.</summary>
    public static void WriteUsage(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.Fresh);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWritten);
        json.WriteNumber("cache_read_input_tokens"u8, usage.Cached);
        json.WriteNumber("output_tokens"u8, usage.Completion);
        json.WriteEndObject();
    }
}
