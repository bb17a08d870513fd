using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Tools and the choice among them.</summary>
internal static class ConverseTools
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Whether one tool at a time is asked for, which only a field of Anthropic's can say: with the choice in it.</summary>
    public static bool AsksForOne(JsonElement chat, string vendor) =>
        vendor is "anthropic" && chat.Member("parallel_tool_calls"u8).ValueKind is JsonValueKind.False && chat.Items("tools"u8).Any();

    /// <summary>Writes the member <c>toolConfig</c>, if any.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="schemaTool">An answer in the shape of a schema is asked for by way of a tool.</param>
    /// <param name="choose">The choice among the tools is told here.</param>
    public static void Write(Utf8JsonWriter json, JsonElement chat, bool schemaTool, bool choose)
    {
        var choice = chat.Member("tool_choice"u8);
        var none = choice.ValueKind is JsonValueKind.String && choice.ValueEquals("none"u8);
        var tools = chat.Items("tools"u8).ToList();
        if (!schemaTool) ToolDemand.RequireTools(chat);

        // There is no choice of none. But a chat in which tools were used is refused without them.
        if (!schemaTool && (tools.Count == 0 || (none && !HasToolBlocks(chat)))) return;

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools) WriteTool(json, tool);
        if (schemaTool) WriteSchemaTool(json, chat);
        json.WriteEndArray();
        if (schemaTool) WriteNamed(json, Anthropic.ChatBody.SchemaTool);
        else if (choose && !none && choice.ValueKind is not JsonValueKind.Undefined) WriteChoice(json, choice);
        json.WriteEndObject();
    }

    private static bool HasToolBlocks(JsonElement chat) => chat.Items("messages"u8).Any(message =>
        message.Is("role"u8, "tool"u8) || message.Is("role"u8, "function"u8) || message.Items("tool_calls"u8).Any());

    private static void WriteTool(Utf8JsonWriter json, JsonElement tool)
    {
        var function = tool.Member("function"u8);
        if (function.ValueKind is not JsonValueKind.Object) throw Fault.Unsupported("tools", "this provider takes functions only");

        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, ToolNames.Sent(function.Text("name"u8) ?? throw Fault.Malformed("tools", "a function has no name")));
        if (function.HasText("description"u8, out var description)) json.Write("description"u8, description);
        json.WriteStartObject("inputSchema"u8);
        json.Write("json"u8, function.TryGet("parameters"u8, out var schema) ? schema : NoParameters);
        json.WriteEndObject();
        if (function.TryGet("strict"u8, out var strict)) json.Write("strict"u8, strict);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSchemaTool(Utf8JsonWriter json, JsonElement chat)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, Anthropic.ChatBody.SchemaTool);
        json.WriteString("description"u8, "Gives the answer in the shape that was asked for."u8);
        json.WriteStartObject("inputSchema"u8);
        json.Write("json"u8, AnswerFormats.Schema(chat.Member("response_format"u8)));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject("toolChoice"u8);
        json.WriteStartObject("tool"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement choice)
    {
        if (choice.Member("function"u8).Text("name"u8) is { } name)
        {
            WriteNamed(json, ToolNames.Sent(name));
            return;
        }

        json.WriteStartObject("toolChoice"u8);
        json.WriteStartObject((choice.ValueKind is JsonValueKind.String ? choice.GetString() : null) switch
        {
            "auto" => "auto",
            "required" or "any" => "any",
            _ => throw Fault.Malformed("tool_choice", "must be none, auto, required or a function"),
        });
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
