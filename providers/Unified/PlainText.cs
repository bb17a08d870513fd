using System.Text;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Content of a message as one text, for models that take nothing else.</summary>
internal static class PlainText
{
    /// <summary>The text.</summary>
    /// <exception cref="ProviderException">It holds an image, a sound or a file.</exception>
    public static string Of(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.Array => Join(content),
        _ => throw Fault.Malformed("messages", "content must be a text or a list of parts"),
    };

    private static string Join(JsonElement parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.EnumerateArray())
        {
            text.Append(part.Text("type"u8) switch
            {
                "text" => part.Text("text"u8),
                "refusal" => part.Text("refusal"u8),
                "thinking" or "redacted_thinking" => "",
                { } other => throw Fault.Unsupported("messages", $"this provider takes no {other} part"),
                null => throw Fault.Malformed("messages", "a part has no type"),
            });
        }

        return text.ToString();
    }
}
