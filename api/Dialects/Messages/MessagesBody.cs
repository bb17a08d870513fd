using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>A body of the Messages API as a unified chat. What is not named here passes through to the provider.</summary>
internal static class MessagesBody
{
    /// <summary>Writes the chat.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart body)
    {
        RequireLimit(body.Require("max_tokens"));
        body.Require("messages");
        json.WriteStartObject();
        foreach (var (name, part) in body.Members()) WriteMember(json, body, name, part);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, BodyPart body, string name, BodyPart part)
    {
        switch (name)
        {
            case "system": break; // among the messages
            case "messages": MessagesTurns.Write(json, body); break;
            case "stop_sequences": json.Write("stop"u8, part.Value); break;
            case "tools": MessagesTools.Write(json, part); break;
            case "tool_choice": MessagesTools.WriteChoice(json, part.AsObject()); break;
            case "metadata": json.WriteOptional("user"u8, part.AsObject().Text("user_id")); break;
            case "output_config": WriteOutput(json, part.AsObject()); break;
            case "stream": json.WriteStream(part); break;
            case "stream_options": break; // not this language's; ours is written with stream
            default: json.Write(name, part); break;
        }
    }

    private static void RequireLimit(BodyPart limit)
    {
        if (limit.Value.ValueKind is not JsonValueKind.Number || !limit.Value.TryGetInt64(out var tokens) || tokens < 1)
            throw limit.Wrong("must be a whole number above 0.");
    }

    // The schema has a place in every provider's body; what else stands there is Anthropic's.
    private static void WriteOutput(Utf8JsonWriter json, BodyPart output)
    {
        if (output.Object("format") is { } format) json.WriteSchema(format, name: null, strict: true);
        if (!output.Members().Any(member => member.Name is not "format")) return;

        json.WriteStartObject("output_config"u8);
        foreach (var (name, part) in output.Members())
        {
            if (name is not "format") json.Write(name, part);
        }

        json.WriteEndObject();
    }
}
