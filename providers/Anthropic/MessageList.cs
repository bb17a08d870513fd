using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>
/// The turns. All results of one round of tool calls stand in a single user turn, together with what the user says right
/// after them: the provider wants every call answered in the turn that follows it.
/// </summary>
internal sealed class MessageList(Utf8JsonWriter json, bool strict)
{
    private static readonly JsonElement Silence = JsonElement.Parse("\".\"");

    private bool _results; // a user turn with tool results is open

    /// <summary>Writes the member <c>messages</c>.</summary>
    /// <param name="messages">The chat.</param>
    /// <param name="padFirst">Lets the user speak first in a chat that the assistant begins, which the provider refuses.</param>
    public void Write(JsonElement messages, bool padFirst = false)
    {
        json.WriteStartArray("messages"u8);
        if (padFirst && messages.EnumerateArray().FirstOrDefault(message => !SystemPrompt.Is(message)).Is("role"u8, "assistant"u8))
        {
            WriteUser(Silence);
        }

        foreach (var message in messages.EnumerateArray())
        {
            if (!SystemPrompt.Is(message)) WriteMessage(message);
        }

        CloseResults();
        json.WriteEndArray();
    }

    private void WriteMessage(JsonElement message)
    {
        switch (message.Text("role"u8))
        {
            case "tool" or "function": WriteResult(message); break;
            case "user" or "human" when _results:
                ContentParts.Write(json, message.Member("content"u8));
                CloseResults();
                break;
            case "user" or "human": WriteUser(message.Member("content"u8)); break;
            case "assistant":
                CloseResults();
                WriteAssistant(message);
                break;
            default: throw Fault.Malformed("messages", "a role must be system, developer, user, assistant or tool");
        }
    }

    private void WriteUser(JsonElement content)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        if (content.ValueKind is JsonValueKind.String)
        {
            json.Write("content"u8, content);
        }
        else
        {
            json.WriteStartArray("content"u8);
            ContentParts.Write(json, content);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteResult(JsonElement message)
    {
        if (!_results)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WriteStartArray("content"u8);
            _results = true;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, message.Text("tool_call_id"u8)
            ?? throw Fault.Malformed("messages", "a tool message needs a tool_call_id"));
        if (message.TryGet("content"u8, out var content))
        {
            json.WritePropertyName("content"u8);
            if (content.ValueKind is JsonValueKind.String)
            {
                content.WriteTo(json);
            }
            else
            {
                json.WriteStartArray();
                ContentParts.Write(json, content);
                json.WriteEndArray();
            }
        }

        if (message.TryGet("is_error"u8, out var isError)) json.Write("is_error"u8, isError);
        if (message.TryGet("cache_control"u8, out var cache)) json.Write("cache_control"u8, cache);
        json.WriteEndObject();
    }

    private void CloseResults()
    {
        if (!_results) return;

        json.WriteEndArray();
        json.WriteEndObject();
        _results = false;
    }

    private void WriteAssistant(JsonElement message)
    {
        var content = message.Member("content"u8);
        var calls = message.Items("tool_calls"u8);
        var plain = content.ValueKind is JsonValueKind.String && !calls.Any() && !message.Items("thinking_blocks"u8).Any();
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (plain)
        {
            json.Write("content"u8, content);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var block in message.Items("thinking_blocks"u8)) block.WriteTo(json); // first, or it is refused
        ContentParts.Write(json, content);
        foreach (var call in calls) WriteCall(call);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteCall(JsonElement call)
    {
        var function = call.Member("function"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, call.Text("id"u8) ?? throw Fault.Malformed("messages", "a tool call has no id"));
        json.WriteString("name"u8, function.Text("name"u8) ?? throw Fault.Malformed("messages", "a tool call has no name"));
        json.WritePropertyName("input"u8);
        ToolArguments.WriteObject(json, function.Member("arguments"u8), strict);
        if (call.TryGet("cache_control"u8, out var cache)) json.Write("cache_control"u8, cache);
        json.WriteEndObject();
    }
}
