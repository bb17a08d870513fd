using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Their counts: what was computed, or else what is billed.</summary>
internal static class AnswerUsage
{
    /// <summary>Reads <c>usage</c> of the second API or <c>meta</c> of the first; null when neither tells.</summary>
    public static TokenUsage? Read(JsonElement usage)
    {
        var counts = usage.TryGet("tokens"u8, out var tokens) ? tokens : usage.Member("billed_units"u8);
        return counts.Count("input_tokens"u8) is null && counts.Count("output_tokens"u8) is null
            ? null
            : new(
                counts.Count("input_tokens"u8) ?? 0,
                counts.Count("output_tokens"u8) ?? 0,
                usage.Count("cached_tokens"u8));
    }
}
