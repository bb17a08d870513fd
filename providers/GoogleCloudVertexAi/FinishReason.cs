using Andamento.Providers.Http;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Why Gemini stopped, in the unified words.</summary>
internal static class FinishReason
{
    /// <summary>Translates. Gemini says STOP also where it calls tools.</summary>
    public static string Of(string? reason, bool toolCalls) => reason switch
    {
        _ when toolCalls => "tool_calls",
        "MAX_TOKENS" => "length",
        "SAFETY" or "RECITATION" or "LANGUAGE" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY"
            or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => "content_filter",
        _ => "stop", // STOP, FINISH_REASON_UNSPECIFIED, OTHER, NO_IMAGE, IMAGE_OTHER, and what may come
    };

    /// <summary>Refuses an answer in which the model tried to call a tool, failed, and said nothing else.</summary>
    /// <exception cref="ProviderException">It is one.</exception>
    public static void RequireAnswer(string? reason, bool said)
    {
        if (!said && reason is "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS")
        {
            throw CallFailure.OfAnswer($"a tool call that cannot be used ({reason})", GoogleCloudVertexAiAdapter.Description);
        }
    }
}
