using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>A unified chat as a body of their second API, whose messages are OpenAI's.</summary>
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
        var value = member.Value;
        switch (member.Name)
        {
            case "messages": WriteMessages(json, value); break;
            case "tools": ToolChoice.Write(json, chat); break;
            case "stop": StopWords.Write(json, chat, value, "stop_sequences"u8, atMost: 5); break;
            case "temperature": parameters.Temperature(json, value, most: 2); break;
            case "top_p": parameters.Number(json, "top_p", value, "p", 0.01, 0.99); break;
            case "top_k": parameters.Number(json, "top_k", value, "k", 0, 500); break;
            case "frequency_penalty" or "presence_penalty": parameters.Number(json, member.Name, value, member.Name, 0, 1); break;
            case "n": UnifiedBody.RequireOneChoice(value); break;
            case "response_format": WriteFormat(json, value); break;
            case "reasoning_effort": WriteThinking(json, chat, value); break;
            case "logprobs" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
            case "logit_bias" or "min_p" or "top_logprobs" or "user" or "metadata" or "store" or "service_tier":
                parameters.Drop(member.Name);
                break;
            case "parallel_tool_calls":
                if (value.ValueKind is JsonValueKind.False) parameters.Drop(member.Name);
                break;
            case "thinking": WriteTheirThinking(json, value); break;
            case "output_config": parameters.Drop("output_config"); break;
            case "tool_choice": ToolDemand.RequireTools(chat); break; // written with the tools
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement format)
    {
        var shape = AnswerFormats.Of(format);
        if (shape is AnswerFormat.Text) return;

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_object"u8);
        if (shape is AnswerFormat.JsonSchema) json.Write("json_schema"u8, AnswerFormats.Schema(format));
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, JsonElement chat, JsonElement effort)
    {
        if (chat.TryGet("thinking"u8, out _)) return; // the caller's own passes through

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, effort.ValueKind is JsonValueKind.String && effort.ValueEquals("none"u8) ? "disabled"u8 : "enabled"u8);
        json.WriteEndObject();
    }

    // The caller's own, in their words or in those of Anthropic's clients.
    private static void WriteTheirThinking(Utf8JsonWriter json, JsonElement thinking)
    {
        if (!thinking.TryGet("budget_tokens"u8, out var budget))
        {
            json.Write("thinking"u8, thinking);
            return;
        }

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, thinking.Is("type"u8, "disabled"u8) ? "disabled"u8 : "enabled"u8);
        json.Write("token_budget"u8, budget);
        json.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter json, JsonElement messages)
    {
        if (messages.ValueKind is not JsonValueKind.Array) throw Fault.Malformed("messages", "must be a list of messages");

        json.WriteStartArray("messages"u8);
        foreach (var message in messages.EnumerateArray()) WriteMessage(json, message);
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonElement message)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, message.Text("role"u8) switch
        {
            "system" or "developer" => "system",
            "user" or "human" => "user",
            "assistant" => "assistant",
            "tool" or "function" => "tool",
            _ => throw Fault.Malformed("messages", "a role must be system, developer, user, assistant or tool"),
        });
        foreach (var member in message.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Null) continue;

            switch (member.Name)
            {
                case "content" when member.Value.ValueKind is JsonValueKind.Array: WriteParts(json, member.Value); break;
                case "reasoning_content" when !message.TryGet("tool_plan"u8, out _) && message.TryGet("tool_calls"u8, out _):
                    json.Write("tool_plan"u8, member.Value); // what they told before the calls
                    break;
                case "content" or "tool_calls" or "tool_call_id" or "tool_plan" or "citations": member.WriteTo(json); break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, JsonElement parts)
    {
        json.WriteStartArray("content"u8);
        foreach (var part in parts.EnumerateArray())
        {
            switch (part.Text("type"u8))
            {
                case "text" or "document" or "thinking": part.WriteTo(json); break;
                case "image_url": WriteImage(json, part.Member("image_url"u8)); break;
                case "refusal":
                    json.WriteStartObject();
                    json.WriteString("type"u8, "text"u8);
                    json.Write("text"u8, part.Member("refusal"u8));
                    json.WriteEndObject();
                    break;
                case { } other: throw Fault.Unsupported("messages", $"this provider takes no {other} part");
                case null: throw Fault.Malformed("messages", "a part has no type");
            }
        }

        json.WriteEndArray();
    }

    private static void WriteImage(Utf8JsonWriter json, JsonElement image)
    {
        var address = image.ValueKind is JsonValueKind.String ? image.GetString() : image.Text("url"u8);
        _ = DataUri.Parse(address, "messages");
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, address);
        if (image.TryGet("detail"u8, out var detail)) json.Write("detail"u8, detail);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
