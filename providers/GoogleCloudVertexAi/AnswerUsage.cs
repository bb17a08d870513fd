using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Gemini's counts: cached tokens are among those of the prompt, thoughts stand beside those of the answer.</summary>
internal static class AnswerUsage
{
    /// <summary>Reads <c>usageMetadata</c>; null when it does not tell.</summary>
    public static TokenUsage? Read(JsonElement usage) => usage.Count("promptTokenCount"u8) is not { } prompt
        ? null
        : new(
            prompt + (usage.Count("toolUsePromptTokenCount"u8) ?? 0),
            (usage.Count("candidatesTokenCount"u8) ?? 0) + (usage.Count("thoughtsTokenCount"u8) ?? 0),
            usage.Count("cachedContentTokenCount"u8),
            Reasoning: usage.Count("thoughtsTokenCount"u8));
}
