using Andamento.Providers.Http;

namespace Andamento.Providers.Cohere;

/// <summary>Why an answer stopped, in the unified words.</summary>
internal static class FinishReason
{
    /// <summary>Translates. Both APIs' words are known.</summary>
    /// <param name="reason">Their word.</param>
    /// <param name="toolCalls">The answer calls tools.</param>
    /// <param name="provider">Who answered: Cohere, or a cloud that runs its models.</param>
    /// <exception cref="ProviderException">It stopped because it failed.</exception>
    public static string Of(string? reason, bool toolCalls, ProviderDescriptor provider) => reason switch
    {
        "MAX_TOKENS" or "ERROR_LIMIT" => "length",
        "TOOL_CALL" => "tool_calls",
        "ERROR_TOXIC" => "content_filter",
        "ERROR" => throw CallFailure.OfAnswer("an answer that failed (ERROR)", provider),
        "TIMEOUT" => throw new ProviderException(ProviderFailure.TimedOut, $"Provider {provider.Name} ran out of time (TIMEOUT).")
        {
            Code = UpstreamStatus.TimedOut,
            Status = 200,
        },
        _ => toolCalls ? "tool_calls" : "stop", // COMPLETE, STOP_SEQUENCE, USER_CANCEL, and what may come
    };
}
