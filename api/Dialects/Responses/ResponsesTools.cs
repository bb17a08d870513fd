using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>Tools and the choice among them: functions, which the caller runs. Nothing here runs OpenAI's own.</summary>
internal static class ResponsesTools
{
    private const string FunctionsOnly = "must be function: no other kind of tool is run here.";

    /// <summary>Writes the member <c>tools</c>.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart tools)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Objects())
        {
            if (tool.RequireText("type") is not "function") throw tool.Wrong("type", FunctionsOnly);

            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.RequireText("name"));
            json.Copy(tool, "description");
            json.Copy(tool, "parameters");
            json.Copy(tool, "strict");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>tool_choice</c>.</summary>
    public static void WriteChoice(Utf8JsonWriter json, BodyPart choice)
    {
        if (choice.IsText)
        {
            if (choice.AsText() is not ("none" or "auto" or "required")) throw choice.Wrong("must be none, auto, required or a function.");

            json.Write("tool_choice"u8, choice.Value);
            return;
        }

        if (choice.AsObject().RequireText("type") is not "function") throw choice.Wrong("type", FunctionsOnly);

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, choice.RequireText("name"));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
