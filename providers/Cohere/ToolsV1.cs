using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Tools as the first API wants them: their parameters one by one, with the names of Python's types.</summary>
internal static class ToolsV1
{
    /// <summary>Writes the member <c>tools</c>; none where none may be called.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement chat)
    {
        var tools = chat.Items("tools"u8).ToList();
        if (tools.Count == 0 || chat.Is("tool_choice"u8, "none"u8)) return;

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools) WriteTool(json, tool.Member("function"u8));
        json.WriteEndArray();
    }

    /// <summary>Requires a choice that is left to the model, or none.</summary>
    public static void RequireOwnChoice(JsonElement choice)
    {
        if (choice.ValueKind is JsonValueKind.String && (choice.ValueEquals("auto"u8) || choice.ValueEquals("none"u8))) return;

        throw Fault.Unsupported("tool_choice", "this provider chooses itself, or takes no tools");
    }

    private static void WriteTool(Utf8JsonWriter json, JsonElement function)
    {
        if (function.ValueKind is not JsonValueKind.Object) throw Fault.Unsupported("tools", "this provider takes functions only");

        var schema = function.Member("parameters"u8);
        var required = schema.Items("required"u8).Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteString("name"u8, function.Text("name"u8) ?? throw Fault.Malformed("tools", "a function has no name"));
        json.WriteString("description"u8, function.Text("description"u8) ?? "");
        json.WriteStartObject("parameter_definitions"u8);
        if (schema.TryGet("properties"u8, out var properties) && properties.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                json.WriteStartObject(property.Name);
                if (property.Value.TryGet("description"u8, out var description)) json.Write("description"u8, description);
                json.WriteString("type"u8, Type(property.Value.Text("type"u8)));
                json.WriteBoolean("required"u8, required.Contains(property.Name));
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Type(string? type) => type switch
    {
        "integer" => "int",
        "number" => "float",
        "boolean" => "bool",
        "array" => "list",
        "object" => "dict",
        _ => "str",
    };
}
