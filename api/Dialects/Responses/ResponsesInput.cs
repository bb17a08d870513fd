using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>
/// The items of a conversation as messages. What the model produced in one turn, which are items of their own here, becomes one
/// message: its thinking, its text, its calls.
/// </summary>
internal static class ResponsesInput
{
    private const string Others = "must be message, function_call, function_call_output or reasoning: other tools are not run here.";

    /// <summary>Writes the member <c>messages</c>, the instructions first.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart body)
    {
        json.WriteStartArray("messages"u8);
        if (body.Text("instructions") is { } instructions) WriteText(json, "system"u8, instructions);

        var input = body.Require("input");
        if (input.IsText) WriteText(json, "user"u8, input.AsText());
        else WriteItems(json, input);
        json.WriteEndArray();
    }

    private static void WriteItems(Utf8JsonWriter json, BodyPart input)
    {
        var turn = new AssistantTurn(json);
        var any = false;
        foreach (var item in input.Objects())
        {
            any = true;
            switch (item.Text("type") ?? "message")
            {
                case "message" when item.RequireText("role") is "assistant": turn.Say(item); break;
                case "message":
                    turn.End();
                    WriteMessage(json, item);
                    break;
                case "reasoning": turn.Think(item); break;
                case "function_call": turn.Call(item); break;
                case "function_call_output":
                    turn.End();
                    WriteResult(json, item);
                    break;
                case "item_reference": throw item.Wrong("is not supported: items are not stored here. Send the item itself.");
                default: throw item.Wrong("type", Others);
            }
        }

        turn.End();
        if (!any) throw input.Wrong("must have at least one item.");
    }

    private static void WriteMessage(Utf8JsonWriter json, BodyPart item)
    {
        var role = item.RequireText("role");
        if (role is not ("user" or "system" or "developer")) throw item.Wrong("role", "must be user, assistant, system or developer.");

        json.WriteStartObject();
        json.WriteString("role"u8, role);
        ResponsesContent.Write(json, item.Require("content"));
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BodyPart item)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, item.RequireText("call_id"));
        ResponsesContent.Write(json, item.Require("output"));
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }
}
