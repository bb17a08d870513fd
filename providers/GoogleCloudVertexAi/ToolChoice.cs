using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Tools and the choice among them. A tool without a type is Google's own, such as its search, and passes through.</summary>
internal static class ToolChoice
{
    /// <summary>Writes the members <c>tools</c> and <c>toolConfig</c>, if any.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement chat, ProviderTarget target)
    {
        ToolDemand.RequireTools(chat);
        var tools = chat.Items("tools"u8).ToList();
        if (tools.Count == 0) return;

        json.WriteStartArray("tools"u8);
        var functions = tools.FindAll(tool => tool.Member("function"u8).ValueKind is JsonValueKind.Object);
        if (functions.Count > 0)
        {
            json.WriteStartObject();
            json.WriteStartArray("functionDeclarations"u8);
            foreach (var tool in functions) WriteFunction(json, tool.Member("function"u8), target);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        foreach (var tool in tools.Except(functions))
        {
            if (tool.TryGet("type"u8, out _)) throw Fault.Unsupported("tools", "this provider takes functions, or tools in its own words");
            tool.WriteTo(json);
        }

        json.WriteEndArray();
        if (chat.TryGet("tool_choice"u8, out var choice) && !chat.TryGet("toolConfig"u8, out _)) WriteChoice(json, choice);
    }

    private static void WriteFunction(Utf8JsonWriter json, JsonElement function, ProviderTarget target)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, function.Text("name"u8) ?? throw Fault.Malformed("tools", "a function has no name"));
        if (function.TryGet("description"u8, out var description)) json.Write("description"u8, description);
        if (function.TryGet("parameters"u8, out var schema)) GeminiSchema.Write(json, "parametersJsonSchema"u8, "parameters"u8, schema, target);
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement choice)
    {
        var only = choice.Member("function"u8).Text("name"u8);
        var mode = (choice.ValueKind is JsonValueKind.String ? choice.GetString() : null, only) switch
        {
            ("auto", _) => "AUTO",
            ("none", _) => "NONE",
            ("required" or "any", _) or (_, not null) => "ANY",
            _ => throw Fault.Malformed("tool_choice", "must be none, auto, required or a function"),
        };
        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);
        json.WriteString("mode"u8, mode);
        if (only is not null)
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            json.WriteStringValue(only);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
