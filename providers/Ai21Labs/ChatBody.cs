using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Ai21Labs;

/// <summary>A unified chat as Jamba takes it: OpenAI's shape, with content that is plain text.</summary>
internal static class ChatBody
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
        switch (member.Name)
        {
            case "messages": WriteMessages(json, member.Value); break;
            case "temperature": parameters.Temperature(json, member.Value, most: 2); break;
            case "top_p": parameters.Number(json, "top_p", member.Value, "top_p", 0, 1); break;
            case "tools" when chat.Is("tool_choice"u8, "none"u8): break;
            case "tool_choice" when member.Value.ValueKind is not JsonValueKind.String
                || !(member.Value.ValueEquals("auto"u8) || member.Value.ValueEquals("none"u8)):
                throw Fault.Unsupported("tool_choice", "this provider chooses itself, or takes no tools");
            case "response_format" when AnswerFormats.Of(member.Value) is AnswerFormat.JsonSchema:
                throw Fault.Unsupported("response_format", "this provider knows text and json_object");
            case "top_k" or "min_p" or "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed":
            case "logprobs" or "top_logprobs" or "user" or "metadata" or "store" or "service_tier" or "reasoning_effort" or "thinking" or "output_config":
                parameters.Drop(member.Name);
                break;
            case "parallel_tool_calls":
                if (member.Value.ValueKind is JsonValueKind.False) parameters.Drop(member.Name);
                break;
            case "tool_choice": break; // auto, which is what happens anyway
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    private static void WriteMessages(Utf8JsonWriter json, JsonElement messages)
    {
        if (messages.ValueKind is not JsonValueKind.Array) throw Fault.Malformed("messages", "must be a list of messages");

        json.WriteStartArray("messages"u8);
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind is not JsonValueKind.Object) throw Fault.Malformed("messages", "must be a list of messages");

            json.WriteStartObject();
            foreach (var member in message.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "role" when message.Is("role"u8, "developer"u8): json.WriteString("role"u8, "system"u8); break;
                    case "role" when message.Is("role"u8, "function"u8): json.WriteString("role"u8, "tool"u8); break;
                    case "content" when member.Value.ValueKind is JsonValueKind.Array:
                        json.WriteString("content"u8, PlainText.Of(member.Value));
                        break;
                    case "reasoning_content" or "thinking_blocks" or "refusal": break;
                    default: member.WriteTo(json); break;
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
