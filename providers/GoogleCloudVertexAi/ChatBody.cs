using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>A unified chat as Gemini takes it. Members it knows under Google's names pass through to where they belong.</summary>
internal sealed class ChatBody(Utf8JsonWriter json, ProviderTarget target, Parameters parameters)
{
    /// <summary>Writes the body.</summary>
    public void Write(JsonElement chat)
    {
        json.WriteStartObject();
        new ContentTurns(json, target).Write(UnifiedBody.Messages(chat));
        ToolChoice.Write(json, chat, target);
        new GenerationConfig(json, target, parameters).Write(chat);
        foreach (var member in chat.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(member, chat);
        }

        json.WriteEndObject();
    }

    private void WriteMember(JsonProperty member, JsonElement chat)
    {
        switch (member.Name)
        {
            case "parallel_tool_calls" when member.Value.ValueKind is not JsonValueKind.False: break;
            case "top_logprobs" when chat.Member("logprobs"u8).ValueKind is JsonValueKind.True: break;
            case "logit_bias" or "min_p" or "user" or "metadata" or "store" or "service_tier" or "parallel_tool_calls" or "top_logprobs":
                parameters.Drop(member.Name);
                break;
            case "messages" or "tools" or "tool_choice" or "stream" or "generationConfig" or "thinking" or "output_config": break; // written elsewhere
            default:
                if (!UnifiedBody.IsOurs(member.Name) && !GenerationConfig.Takes(member.Name)) member.WriteTo(json);
                break;
        }
    }
}
