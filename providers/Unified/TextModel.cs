using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>What becomes of members that a model of plain text, without tools and formats, cannot honour.</summary>
internal static class TextModel
{
    /// <summary>
    /// Whether a member is one of those, or is no business of any provider: then it is not sent.
    /// </summary>
    /// <exception cref="ProviderException">The answer would be another one without it.</exception>
    public static bool Withholds(JsonProperty member, Parameters parameters)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "tools" or "functions" when value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0:
                throw Fault.Unsupported(member.Name, "this model calls no tools");
            case "tool_choice" when !(value.ValueKind is JsonValueKind.String && (value.ValueEquals("auto"u8) || value.ValueEquals("none"u8))):
                throw Fault.Unsupported("tool_choice", "this model calls no tools");
            case "response_format" when AnswerFormats.Of(value) is not AnswerFormat.Text:
                throw Fault.Unsupported("response_format", "this model answers in text");
            case "suffix" or "echo" or "best_of":
                Prompt.RequireUnused(member);
                return true;
            case "reasoning_effort" when value.ValueKind is JsonValueKind.String && value.ValueEquals("none"u8):
            case "logprobs" when value.ValueKind is JsonValueKind.False:
            case "parallel_tool_calls" when value.ValueKind is not JsonValueKind.False:
            case "tools" or "functions" or "tool_choice" or "response_format":
            case "messages" or "prompt" or "stream" or "max_tokens" or "max_completion_tokens":
                return true;
            case "min_p" or "logprobs" or "top_logprobs" or "user" or "metadata" or "store" or "service_tier":
            case "reasoning_effort" or "thinking" or "output_config" or "parallel_tool_calls":
                parameters.Drop(member.Name);
                return true;
            default: return UnifiedBody.IsOurs(member.Name);
        }
    }
}
