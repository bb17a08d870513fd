using System.Text;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Palm;

/// <summary>A chat as PaLM takes it: the instructions as context, and two authors who take turns.</summary>
internal static class PalmChat
{
    /// <summary>Writes the members <c>context</c>, <c>examples</c> and <c>messages</c>.</summary>
    public static void WriteMembers(Utf8JsonWriter json, JsonElement chat)
    {
        var context = new StringBuilder();
        List<(string Author, string Content)> turns = [];
        foreach (var message in UnifiedBody.Messages(chat).EnumerateArray())
        {
            var author = Author(message);
            var text = PlainText.Of(message.Member("content"u8));
            if (author is null) context.Append(context.Length > 0 ? "\n" : "").Append(text);
            else if (turns is [.., var last] && last.Author == author) turns[^1] = (author, $"{last.Content}\n{text}");
            else turns.Add((author, text));
        }

        if (context.Length > 0) json.WriteString("context"u8, context.ToString());
        if (chat.TryGet("examples"u8, out var examples)) json.Write("examples"u8, examples);
        json.WriteStartArray("messages"u8);
        foreach (var (author, content) in turns)
        {
            json.WriteStartObject();
            json.WriteString("author"u8, author);
            json.WriteString("content"u8, content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Null for the instructions.
    private static string? Author(JsonElement message) => message.Text("role"u8) switch
    {
        "system" or "developer" => null,
        "user" or "human" => "user",
        "assistant" when !message.Items("tool_calls"u8).Any() => "bot",
        "assistant" or "tool" or "function" => throw Fault.Unsupported("messages", "this model calls no tools"),
        _ => throw Fault.Malformed("messages", "a role must be system, developer, user or assistant"),
    };
}
