using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Tokens of an answer, in the unified meaning.</summary>
/// <param name="Prompt">Input, cached and cache-written tokens included.</param>
/// <param name="Completion">Output, reasoning included.</param>
/// <param name="Cached">Of the input: read from a cache; null where the provider does not say.</param>
/// <param name="CacheWritten">Of the input: written to a cache; null likewise.</param>
/// <param name="Reasoning">Of the output: reasoning; null likewise.</param>
internal readonly record struct TokenUsage(
    long Prompt, long Completion, long? Cached = null, long? CacheWritten = null, long? Reasoning = null)
{
    /// <summary>What the meter needs of it.</summary>
    public ProviderUsage ToProviderUsage() => new(Prompt, Completion);

    /// <summary>Writes the object. The total is computed: what providers add up differs.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, Prompt);
        json.WriteNumber("completion_tokens"u8, Completion);
        json.WriteNumber("total_tokens"u8, Prompt + Completion);
        if (Cached is { } cached)
        {
            json.WriteStartObject("prompt_tokens_details"u8);
            json.WriteNumber("cached_tokens"u8, cached);
            if (CacheWritten is { } written) json.WriteNumber("cache_write_tokens"u8, written);
            json.WriteEndObject();
        }

        if (Reasoning is { } reasoning)
        {
            json.WriteStartObject("completion_tokens_details"u8);
            json.WriteNumber("reasoning_tokens"u8, reasoning);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
