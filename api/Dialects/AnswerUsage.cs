using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>Tokens of an answer with the details that callers' languages tell. Unknown ones are 0.</summary>
/// <param name="Prompt">Input, cached and cache-written tokens included.</param>
/// <param name="Completion">Output, reasoning included.</param>
/// <param name="Cached">Of the input: read from a cache.</param>
/// <param name="CacheWritten">Of the input: written to a cache.</param>
/// <param name="Reasoning">Of the output: reasoning.</param>
internal readonly record struct AnswerUsage(long Prompt, long Completion, long Cached = 0, long CacheWritten = 0, long Reasoning = 0)
{
    /// <summary>Input that no cache had to do with.</summary>
    public long Fresh => Math.Max(0, Prompt - Cached - CacheWritten);

    /// <summary>What was counted on the way; it has no details.</summary>
    public static AnswerUsage Of(TokenUsage counted) => new(counted.PromptTokens, counted.CompletionTokens);

    /// <summary>What a unified <c>usage</c> object says.</summary>
    public static AnswerUsage Of(JsonElement usage) => new(
        usage.Count("prompt_tokens"u8),
        usage.Count("completion_tokens"u8),
        usage.Member("prompt_tokens_details"u8).Count("cached_tokens"u8),
        usage.Member("prompt_tokens_details"u8).Count("cache_write_tokens"u8),
        usage.Member("completion_tokens_details"u8).Count("reasoning_tokens"u8));
}
