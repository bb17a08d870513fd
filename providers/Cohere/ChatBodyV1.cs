using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>A unified chat as a body of their first API, which has one message, what was said before it, and instructions.</summary>
internal static class ChatBodyV1
{
    /// <summary>Writes the body. What is not named here passes through.</summary>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        var chat = Prompt.AsChat(call, unified);
        BodyFrame.Write(json, chat, call, target, member => WriteMember(json, member, chat, parameters));
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, JsonElement chat, Parameters parameters)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "messages": new HistoryV1(json).Write(UnifiedBody.Messages(chat)); break;
            case "tools": ToolsV1.Write(json, chat); break;
            case "tool_choice": ToolsV1.RequireOwnChoice(value); break;
            case "stop": StopWords.Write(json, chat, value, "stop_sequences"u8, atMost: 5); break;
            case "temperature": parameters.Temperature(json, value, most: 2); break;
            case "top_p": parameters.Number(json, "top_p", value, "p", 0.01, 0.99); break;
            case "top_k": parameters.Number(json, "top_k", value, "k", 0, 500); break;
            case "frequency_penalty" or "presence_penalty": parameters.Number(json, member.Name, value, member.Name, 0, 1); break;
            case "n": UnifiedBody.RequireOneChoice(value); break;
            case "seed": json.Write("seed"u8, value); break;
            case "response_format": WriteFormat(json, value); break;
            case "logit_bias": parameters.Drop(member.Name); break;
            default:
                if (!TextModel.Withholds(member, parameters)) member.WriteTo(json);
                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement format)
    {
        var shape = AnswerFormats.Of(format);
        if (shape is AnswerFormat.Text) return;

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_object"u8);
        if (shape is AnswerFormat.JsonSchema) json.Write("schema"u8, AnswerFormats.Schema(format));
        json.WriteEndObject();
    }
}
