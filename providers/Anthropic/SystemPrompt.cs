using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>The instructions, which stand beside the messages and not among them.</summary>
internal static class SystemPrompt
{
    /// <summary>Whether a message is one.</summary>
    public static bool Is(JsonElement message) => message.Is("role"u8, "system"u8) || message.Is("role"u8, "developer"u8);

    /// <summary>Writes the member <c>system</c>, if any: the caller's own, the messages in their order, then one of ours.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement unified, string? last = null)
    {
        var own = unified.Member("system"u8);
        var messages = UnifiedBody.Messages(unified).EnumerateArray().Where(Is).ToList();
        if (messages.Count == 0 && last is null)
        {
            if (own.ValueKind is not JsonValueKind.Undefined) json.Write("system"u8, own);
            return;
        }

        json.WriteStartArray("system"u8);
        WriteContent(json, own);
        foreach (var message in messages) WriteContent(json, message.Member("content"u8));
        if (last is not null) ContentParts.WriteText(json, JsonElement.Parse(JsonBytes.Write(last, static (json, text) => json.WriteStringValue(text))));
        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String: ContentParts.WriteText(json, content); break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                {
                    if (!part.Is("type"u8, "text"u8)) throw Fault.Unsupported("messages", "a system message is text");
                    ContentParts.WriteText(json, part.Member("text"u8), part.Member("cache_control"u8));
                }

                break;
        }
    }
}
