using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>Tools and the choice among them. A tool without a schema is one that Anthropic runs itself, and passes through.</summary>
internal static class MessagesTools
{
    /// <summary>Writes the member <c>tools</c>.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart tools)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Objects())
        {
            if (tool.Object("input_schema") is { } schema) WriteFunction(json, tool, schema);
            else if (tool.Text("type") is null or "custom") throw tool.Wrong("input_schema", "is missing.");
            else tool.Value.WriteTo(json);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>tool_choice</c>.</summary>
    public static void WriteChoice(Utf8JsonWriter json, BodyPart choice)
    {
        switch (choice.RequireText("type"))
        {
            case "auto": json.WriteString("tool_choice"u8, "auto"u8); break;
            case "none": json.WriteString("tool_choice"u8, "none"u8); break;
            case "any": json.WriteString("tool_choice"u8, "required"u8); break;
            case "tool":
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, choice.RequireText("name"));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default: throw choice.Wrong("type", "must be auto, any, tool or none.");
        }

        if (choice.Find("disable_parallel_tool_use")?.AsFlag() is true) json.WriteBoolean("parallel_tool_calls"u8, false);
    }

    private static void WriteFunction(Utf8JsonWriter json, BodyPart tool, BodyPart schema)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool.RequireText("name"));
        json.Copy(tool, "description");
        json.Write("parameters"u8, schema.Value);
        json.Copy(tool, "strict");
        json.WriteEndObject();
        json.Copy(tool, "cache_control");
        json.WriteEndObject();
    }
}
