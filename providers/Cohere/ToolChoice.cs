using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Tools and the choice among them. One named tool is asked for by offering no other.</summary>
internal static class ToolChoice
{
    /// <summary>Writes the members <c>tools</c>, <c>tool_choice</c> and <c>strict_tools</c>.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement chat)
    {
        var choice = chat.Member("tool_choice"u8);
        var only = choice.Member("function"u8).Text("name"u8);
        var tools = chat.Items("tools"u8)
            .Where(tool => only is null || tool.Member("function"u8).Text("name"u8) == only)
            .ToList();
        if (only is not null && tools.Count == 0) throw Fault.Malformed("tool_choice", $"there is no tool {only}");
        if (tools.Count == 0) return;

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools) WriteTool(json, tool);
        json.WriteEndArray();
        if (only is not null) json.WriteString("tool_choice"u8, "REQUIRED"u8);
        else if (choice.ValueKind is not JsonValueKind.Undefined) WriteChoice(json, choice);
        if (!chat.TryGet("strict_tools"u8, out _)
            && tools.Exists(tool => tool.Member("function"u8).Member("strict"u8).ValueKind is JsonValueKind.True))
        {
            json.WriteBoolean("strict_tools"u8, true);
        }
    }

    private static void WriteTool(Utf8JsonWriter json, JsonElement tool)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        var function = tool.Member("function"u8);
        if (function.ValueKind is not JsonValueKind.Object) throw Fault.Unsupported("tools", "this provider takes functions only");

        foreach (var member in function.EnumerateObject())
        {
            if (!member.NameEquals("strict"u8)) member.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement choice)
    {
        switch (choice.ValueKind is JsonValueKind.String ? choice.GetString() : null)
        {
            case "auto": break;
            case "none" or "NONE": json.WriteString("tool_choice"u8, "NONE"u8); break;
            case "required" or "REQUIRED": json.WriteString("tool_choice"u8, "REQUIRED"u8); break;
            default: throw Fault.Malformed("tool_choice", "must be none, auto, required or a function");
        }
    }
}
