using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Tools and the choice among them. A tool that is no function is Anthropic's own and passes through.</summary>
internal static class ToolChoice
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Writes the member <c>tools</c>.</summary>
    public static void WriteTools(Utf8JsonWriter json, JsonElement unified, bool schemaTool)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in unified.Items("tools"u8))
        {
            if (tool.TryGet("function"u8, out var function)) WriteFunction(json, tool, function);
            else tool.WriteTo(json);
        }

        if (schemaTool) WriteSchemaTool(json, unified);
        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>tool_choice</c>, if any.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement unified, bool schemaTool)
    {
        var choice = unified.Member("tool_choice"u8);
        var hasTools = unified.Items("tools"u8).Any();
        if (schemaTool)
        {
            if (!unified.TryGet("tools"u8, out _)) WriteTools(json, unified, schemaTool);
            WriteChoice(json, "tool", ChatBody.SchemaTool, single: false);
            return;
        }

        var single = unified.Member("parallel_tool_calls"u8).ValueKind is JsonValueKind.False;
        ToolDemand.RequireTools(unified);
        if (!hasTools || (choice.ValueKind is JsonValueKind.Undefined && !single)) return;

        switch (choice.ValueKind)
        {
            case JsonValueKind.Undefined: WriteChoice(json, "auto", null, single); break;
            case JsonValueKind.String: WriteChoice(json, Named(choice.GetString()!), null, single); break;
            case JsonValueKind.Object when choice.Member("function"u8).Text("name"u8) is { } name:
                WriteChoice(json, "tool", name, single);
                break;
            case JsonValueKind.Object: json.Write("tool_choice"u8, choice); break; // in their own words
            default: throw Fault.Malformed("tool_choice", "must be none, auto, required or a function");
        }
    }

    private static string Named(string choice) => choice switch
    {
        "auto" or "none" => choice,
        "required" or "any" => "any",
        _ => throw Fault.Malformed("tool_choice", "must be none, auto, required or a function"),
    };

    private static void WriteChoice(Utf8JsonWriter json, string type, string? name, bool single)
    {
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, type);
        if (name is not null) json.WriteString("name"u8, name);
        if (single && type is not "none") json.WriteBoolean("disable_parallel_tool_use"u8, true);
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, JsonElement tool, JsonElement function)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, function.Text("name"u8) ?? throw Fault.Malformed("tools", "a function has no name"));
        if (function.TryGet("description"u8, out var description)) json.Write("description"u8, description);
        json.Write("input_schema"u8, function.TryGet("parameters"u8, out var schema) ? schema : NoParameters);
        if (function.TryGet("strict"u8, out var strict)) json.Write("strict"u8, strict);
        if (tool.TryGet("cache_control"u8, out var cache) || function.TryGet("cache_control"u8, out cache))
        {
            json.Write("cache_control"u8, cache);
        }

        json.WriteEndObject();
    }

    private static void WriteSchemaTool(Utf8JsonWriter json, JsonElement unified)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, ChatBody.SchemaTool);
        json.WriteString("description"u8, "Gives the answer in the shape that was asked for."u8);
        json.Write("input_schema"u8, ChatBody.Schema(unified));
        json.WriteEndObject();
    }
}
