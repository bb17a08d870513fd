using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Andamento.Providers.Anthropic;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>
/// The turns of a chat, in which user and assistant must take turns: what follows each other in one role is one turn, so
/// that all results of one round of tool calls stand in a single one.
/// </summary>
internal sealed partial class ConverseMessages(Utf8JsonWriter json, bool strict)
{
    private string? _role; // of the turn that is open

    /// <summary>Writes the member <c>system</c>, if any.</summary>
    public static void WriteSystem(Utf8JsonWriter json, JsonElement chat)
    {
        var messages = UnifiedBody.Messages(chat).EnumerateArray().Where(SystemPrompt.Is).ToList();
        if (messages.Count == 0) return;

        json.WriteStartArray("system"u8);
        foreach (var message in messages)
        {
            var content = message.Member("content"u8);
            if (content.ValueKind is JsonValueKind.String) WriteText(json, content);
            foreach (var part in message.Items("content"u8))
            {
                if (!part.Is("type"u8, "text"u8)) throw Fault.Unsupported("messages", "a system message is text");
                WriteText(json, part.Member("text"u8));
                WriteCachePoint(json, part);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>messages</c>.</summary>
    public void Write(JsonElement messages)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in messages.EnumerateArray())
        {
            if (!SystemPrompt.Is(message)) WriteMessage(message);
        }

        Close();
        json.WriteEndArray();
    }

    private void WriteMessage(JsonElement message)
    {
        switch (message.Text("role"u8))
        {
            case "tool" or "function":
                Open("user");
                WriteResult(message);
                break;
            case "user" or "human":
                Open("user");
                WriteContent(message.Member("content"u8));
                break;
            case "assistant" when IsEmpty(message): break;
            case "assistant":
                Open("assistant");
                foreach (var block in message.Items("thinking_blocks"u8)) WriteThinking(block);
                WriteContent(message.Member("content"u8));
                foreach (var call in message.Items("tool_calls"u8)) WriteCall(call);
                break;
            default: throw Fault.Malformed("messages", "a role must be system, developer, user, assistant or tool");
        }
    }

    private static bool IsEmpty(JsonElement message) =>
        !message.HasText("content"u8, out _) && !message.Items("content"u8).Any() && !message.Items("tool_calls"u8).Any();

    private void Open(string role)
    {
        if (_role == role) return;

        Close();
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("content"u8);
        _role = role;
    }

    private void Close()
    {
        if (_role is null) return;

        json.WriteEndArray();
        json.WriteEndObject();
        _role = null;
    }

    private void WriteContent(JsonElement content, bool cachePoints = true)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String: WriteText(json, content); break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                {
                    WritePart(part);
                    if (cachePoints) WriteCachePoint(json, part);
                }

                break;
            case JsonValueKind.Undefined: break;
            default: throw Fault.Malformed("messages", "content must be a text or a list of parts");
        }
    }

    private void WritePart(JsonElement part)
    {
        switch (part.Text("type"u8))
        {
            case "text": WriteText(json, part.Member("text"u8)); break;
            case "refusal": WriteText(json, part.Member("refusal"u8)); break;
            case "image_url": ConverseMedia.WriteImage(json, part.Member("image_url"u8)); break;
            case "file": ConverseMedia.WriteDocument(json, part.Member("file"u8)); break;
            case "thinking" or "redacted_thinking": WriteThinking(part); break;
            case { } other: throw Fault.Unsupported("messages", $"this provider takes no {other} part");
            case null: throw Fault.Malformed("messages", "a part has no type");
        }
    }

    // A blank text is refused, so it is not sent.
    private static void WriteText(Utf8JsonWriter json, JsonElement text)
    {
        if (text.ValueKind is not JsonValueKind.String) throw Fault.Malformed("messages", "a text part needs a text");
        if (string.IsNullOrWhiteSpace(text.GetString())) return;

        json.WriteStartObject();
        json.Write("text"u8, text);
        json.WriteEndObject();
    }

    private static void WriteCachePoint(Utf8JsonWriter json, JsonElement part)
    {
        if (!part.TryGet("cache_control"u8, out _)) return;

        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteThinking(JsonElement block)
    {
        json.WriteStartObject();
        json.WriteStartObject("reasoningContent"u8);
        if (block.TryGet("data"u8, out var redacted)) json.Write("redactedContent"u8, redacted);
        else
        {
            json.WriteStartObject("reasoningText"u8);
            json.WriteString("text"u8, block.Text("thinking"u8) ?? "");
            if (block.TryGet("signature"u8, out var signature)) json.Write("signature"u8, signature);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCall(JsonElement call)
    {
        var function = call.Member("function"u8);
        json.WriteStartObject();
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, Id(call.Text("id"u8) ?? throw Fault.Malformed("messages", "a tool call has no id")));
        json.WriteString("name"u8, ToolNames.Sent(function.Text("name"u8) ?? throw Fault.Malformed("messages", "a tool call has no name")));
        json.WritePropertyName("input"u8);
        ToolArguments.WriteObject(json, function.Member("arguments"u8), strict);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteResult(JsonElement message)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, Id(message.Text("tool_call_id"u8)
            ?? throw Fault.Malformed("messages", "a tool message needs a tool_call_id")));
        json.WriteStartArray("content"u8);
        WriteContent(message.Member("content"u8), cachePoints: false); // which may stand behind a result, but not in it
        json.WriteEndArray();
        if (message.Member("is_error"u8).ValueKind is JsonValueKind.True) json.WriteString("status"u8, "error"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteCachePoint(json, message.Items("content"u8).Prepend(message).FirstOrDefault(part => part.TryGet("cache_control"u8, out _)));
    }

    // An id of another provider, from earlier in the chat, may not fit. The same id always becomes the same one.
    private static string Id(string id) => Fitting().IsMatch(id)
        ? id
        : "id_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];

    [GeneratedRegex("^[a-zA-Z0-9_.:-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fitting();
}
