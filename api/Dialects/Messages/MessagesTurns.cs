using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>
/// The turns of a conversation. Results of tools, which stand in a user's turn here, become messages of their own; thinking and
/// calls, which are blocks of an assistant's turn here, become members of its message.
/// </summary>
internal static class MessagesTurns
{
    /// <summary>Writes the member <c>messages</c>, the system prompt first.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart body)
    {
        json.WriteStartArray("messages"u8);
        if (body.Find("system") is { } system) WriteMessage(json, "system"u8, system);
        var any = false;
        foreach (var message in body.Objects("messages"))
        {
            any = true;
            var content = message.Require("content");
            switch (message.RequireText("role"))
            {
                case "user": WriteUser(json, content); break;
                case "assistant": WriteAssistant(json, content); break;
                case "system": WriteMessage(json, "system"u8, content); break;
                default: throw message.Wrong("role", "must be user or assistant; a system prompt goes into 'system'.");
            }
        }

        if (!any) throw body.Wrong("messages", "must have at least one message.");
        json.WriteEndArray();
    }

    private static void WriteUser(Utf8JsonWriter json, BodyPart content)
    {
        if (content.IsText)
        {
            WriteMessage(json, "user"u8, content);
            return;
        }

        var blocks = content.Objects().ToList();
        foreach (var result in blocks.Where(IsResult)) WriteResult(json, result); // directly behind the calls, or they are refused
        if (!blocks.TrueForAll(IsResult)) WriteMessage(json, "user"u8, blocks.FindAll(block => !IsResult(block)));
    }

    private static void WriteAssistant(Utf8JsonWriter json, BodyPart content)
    {
        if (content.IsText)
        {
            WriteMessage(json, "assistant"u8, content);
            return;
        }

        List<BodyPart> thinking = [], calls = [], rest = [];
        foreach (var block in content.Objects())
        {
            switch (block.RequireText("type"))
            {
                case "thinking" when block.Text("signature") is null or "": break; // of a model that signs nothing, and wants none back
                case "thinking" or "redacted_thinking": thinking.Add(block); break;
                case "tool_use": calls.Add(block); break;
                default: rest.Add(block); break;
            }
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (thinking.Count > 0)
        {
            json.WriteStartArray("thinking_blocks"u8);
            foreach (var block in thinking) block.Value.WriteTo(json);
            json.WriteEndArray();
        }

        if (rest.Count > 0) MessagesBlocks.WriteContent(json, rest);
        else if (calls.Count > 0) json.WriteNull("content"u8);
        else json.WriteString("content"u8, ""u8);
        if (calls.Count > 0) WriteCalls(json, calls);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, List<BodyPart> calls)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.RequireText("id"));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.RequireText("name"));
            json.WriteString("arguments"u8, call.Object("input")?.Value.GetRawText() ?? "{}");
            json.WriteEndObject();
            json.Copy(call, "cache_control");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, BodyPart result)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, result.RequireText("tool_use_id"));
        if (result.Find("content") is { } content) MessagesBlocks.WriteContent(json, content);
        else json.WriteString("content"u8, ""u8);
        if (result.Find("is_error")?.AsFlag() is true) json.WriteBoolean("is_error"u8, true);
        json.Copy(result, "cache_control");
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ReadOnlySpan<byte> role, BodyPart content)
    {
        if (!content.IsText)
        {
            WriteMessage(json, role, [.. content.Objects()]);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.Write("content"u8, content.Value);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ReadOnlySpan<byte> role, List<BodyPart> blocks)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        MessagesBlocks.WriteContent(json, blocks);
        json.WriteEndObject();
    }

    private static bool IsResult(BodyPart block) => block.RequireText("type") is "tool_result";
}
