using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>How much a model shall think, as Anthropic's clients say it, for providers that say it otherwise.</summary>
internal static class ThinkingWish
{
    /// <summary>The effort that a chat asks for in such words; null for none.</summary>
    public static string? Effort(JsonElement chat) => Effort(chat.Member("thinking"u8), chat.Member("output_config"u8));

    /// <summary>The effort that <c>thinking</c> and <c>output_config</c> ask for; null for none.</summary>
    public static string? Effort(JsonElement thinking, JsonElement output) =>
        // A model that decides for itself how much to think does so everywhere.
        output.Text("effort"u8) ?? (thinking.Is("type"u8, "disabled"u8) ? null : thinking.Count("budget_tokens"u8)) switch
        {
            null => null,
            < 2048 => "low",
            < 4096 => "medium",
            _ => "high",
        };

    /// <summary>The member that says it, for the list of what was left out.</summary>
    public static string Name(JsonElement chat) => chat.TryGet("thinking"u8, out _) ? "thinking" : "output_config";
}
