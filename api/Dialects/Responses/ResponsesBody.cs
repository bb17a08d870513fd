using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>A body of the Responses API as a unified chat. What is not named here passes through to the provider.</summary>
internal static class ResponsesBody
{
    private const string NothingStored = "is not supported: answers are not stored here. Send the whole conversation as 'input'.";

    /// <summary>Writes the chat.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart body)
    {
        if (body.Find("input") is null)
            throw body.Wrong("input", "is missing: a text, or a list of items. A body with 'messages' goes to chat/completions.");

        json.WriteStartObject();
        foreach (var (name, part) in body.Members()) WriteMember(json, body, name, part);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, BodyPart body, string name, BodyPart part)
    {
        switch (name)
        {
            case "input": ResponsesInput.Write(json, body); break;
            case "max_output_tokens": json.Write("max_tokens"u8, part.Value); break;
            case "tools": ResponsesTools.Write(json, part); break;
            case "tool_choice": ResponsesTools.WriteChoice(json, part); break;
            case "text": WriteText(json, part.AsObject()); break;
            case "reasoning": json.WriteOptional("reasoning_effort"u8, part.AsObject().Text("effort")); break;
            case "stream": json.WriteStream(part); break;
            case "include": CheckInclude(part); break;

            case "instructions": // among the messages
            case "metadata": // the answer repeats it
            case "max_tool_calls": // of tools that a provider runs itself, which are refused
            case "stream_options": // padding against eavesdroppers; ours are written with stream
                break;

            case "background" or "store" when !part.AsFlag(): break;
            case "truncation" when part.AsText() is "disabled": break;
            case "background": throw part.Wrong("is not supported: the answer comes with the request. Leave it out, or stream.");
            case "store" or "previous_response_id" or "conversation": throw part.Wrong(NothingStored);
            case "messages": throw part.Wrong("is not for this API beside 'input': two conversations are none.");
            case "prompt": throw part.Wrong("is not supported: no prompts are stored here. Send 'instructions' and 'input'.");
            case "service_tier": throw part.Wrong("is not supported: the endpoint decides how it serves. Leave it out.");
            case "truncation": throw part.Wrong("must be disabled: nothing of a conversation is left out.");
            case "context_management": throw part.Wrong("is not supported: nothing of a conversation is left out.");
            case "top_logprobs": throw part.Wrong("is not supported: ask chat/completions for logprobs.");
            default: json.Write(name, part); break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, BodyPart text)
    {
        json.Copy(text, "verbosity");
        if (text.Object("format") is not { } format) return;

        switch (format.RequireText("type"))
        {
            case "text": break;
            case "json_object": json.Write("response_format"u8, format.Value); break;
            case "json_schema": json.WriteSchema(format, format.RequireText("name"), format.Find("strict")?.AsFlag()); break;
            default: throw format.Wrong("type", "must be text, json_object or json_schema.");
        }
    }

    // Most of what can be included belongs to tools that are refused anyway.
    private static void CheckInclude(BodyPart include)
    {
        if (include.Value.ValueKind is not JsonValueKind.Array) throw include.Wrong("must be a list.");
        if (ResponsesRequest.Includes(include, "message.output_text.logprobs"))
            throw include.Wrong("message.output_text.logprobs is not supported: ask chat/completions for logprobs.");
    }
}
