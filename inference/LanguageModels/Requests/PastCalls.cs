using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>Writes the calls that an assistant made earlier.</summary>
internal static class PastCalls
{
    public static void Write(Utf8JsonWriter json, JsonElement calls, string path)
    {
        json.WriteStartArray("tool_calls"u8);
        var i = 0;
        foreach (var call in calls.EnumerateArray()) WriteCall(json, call, $"{path}[{i++}]");
        json.WriteEndArray();
    }

    private static void WriteCall(Utf8JsonWriter json, JsonElement call, string path)
    {
        var at = $"{path}.function";
        var function = RequestValues.Object(RequestValues.Required(RequestValues.Object(call, path), "function", path), at);
        json.WriteStartObject();
        if (RequestValues.Optional(call, "id") is { } id) json.WriteString("id"u8, RequestValues.Text(id, $"{path}.id"));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, RequestValues.Text(RequestValues.Required(function, "name", at), $"{at}.name"));
        json.WritePropertyName("arguments"u8);
        WriteArguments(json, RequestValues.Required(function, "arguments", at), $"{at}.arguments");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Templates write arguments as JSON themselves, so a string would be quoted once more.
    private static void WriteArguments(Utf8JsonWriter json, JsonElement arguments, string path)
    {
        var text = RequestValues.Text(arguments, path);
        try
        {
            using var parsed = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            throw JsonBody.Invalid($"'{path}' holds no JSON.", path);
        }
    }
}
