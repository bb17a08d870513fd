using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>
/// Reads a conversation and writes it as chat templates expect it: content is one text, the arguments of calls are objects, and
/// <c>developer</c> is <c>system</c>.
/// </summary>
internal static class ChatMessages
{
    public static JsonElement Read(JsonElement messages, string? defaultSystemPrompt)
    {
        if (RequestValues.List(messages, "messages").GetArrayLength() == 0) throw JsonBody.Invalid("'messages' is an empty list.", "messages");

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            var i = 0;
            foreach (var message in messages.EnumerateArray())
            {
                var path = $"messages[{i}]";
                var role = Role(RequestValues.Object(message, path), path);
                if (role == "system" && i > 0)
                    throw JsonBody.Invalid($"'{path}' is a system message; only the first message may be one.", path);
                if (role != "system" && i == 0 && defaultSystemPrompt is not null) WriteSystem(json, defaultSystemPrompt);
                if (++i == messages.GetArrayLength() && role is not ("user" or "tool"))
                    throw JsonBody.Invalid($"'{path}' is a message of the role {role}; the last one must be of the user or of a tool.", path);
                Write(json, message, role, path);
            }

            json.WriteEndArray();
        }

        using var written = JsonDocument.Parse(stream.ToArray());
        return written.RootElement.Clone();
    }

    private static string Role(JsonElement message, string path)
    {
        var role = RequestValues.Text(RequestValues.Required(message, "role", path), $"{path}.role");
        return role switch
        {
            "system" or "user" or "assistant" or "tool" => role,
            "developer" => "system",
            "function" => "tool",
            _ => throw JsonBody.Invalid($"'{path}.role' is '{role}'; system, developer, user, assistant or tool is needed.", $"{path}.role"),
        };
    }

    private static void WriteSystem(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "system"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonElement message, string role, string path)
    {
        var calls = RequestValues.Optional(message, "tool_calls");
        if (calls is not null && role != "assistant")
            throw JsonBody.Invalid($"'{path}.tool_calls' belongs to the assistant.", $"{path}.tool_calls");

        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, Content(message, calls is not null, path));
        if (RequestValues.Optional(message, "name") is { } name) json.WriteString("name"u8, RequestValues.Text(name, $"{path}.name"));
        if (RequestValues.Optional(message, "tool_call_id") is { } id) json.WriteString("tool_call_id"u8, RequestValues.Text(id, $"{path}.tool_call_id"));
        if (calls is { } list) PastCalls.Write(json, RequestValues.List(list, $"{path}.tool_calls"), $"{path}.tool_calls");
        json.WriteEndObject();
    }

    // Templates join texts, so a call without words has an empty one.
    private static string Content(JsonElement message, bool calls, string path)
    {
        if (RequestValues.Optional(message, "content") is not { } content)
            return calls ? "" : throw JsonBody.Invalid($"'{path}.content' is missing.", $"{path}.content");
        if (content.ValueKind is JsonValueKind.String) return JsonBody.Text(content, $"'{path}.content'");
        if (content.ValueKind is not JsonValueKind.Array) throw RequestValues.Wrong($"{path}.content", content, "a string or a list of parts");

        return string.Concat(content.EnumerateArray().Select((part, i) => Part(part, $"{path}.content[{i}]")));
    }

    private static string Part(JsonElement part, string path)
    {
        var type = RequestValues.Text(RequestValues.Required(RequestValues.Object(part, path), "type", path), $"{path}.type");
        return type switch
        {
            "text" => RequestValues.Text(RequestValues.Required(part, "text", path), $"{path}.text"),
            "refusal" => RequestValues.Text(RequestValues.Required(part, "refusal", path), $"{path}.refusal"),
            _ => throw JsonBody.Invalid($"'{path}' is of the type '{type}'; this model reads text.", path),
        };
    }
}
