using System.Text.Json;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Tokens of a request.</summary>
/// <param name="Prompt">Tokens read; the prompt of several answers counts once.</param>
/// <param name="Completion">Tokens written; the one that ends a text is not among them.</param>
/// <param name="Cached">Tokens of the prompt that were known from earlier requests.</param>
internal readonly record struct AnswerUsage(long Prompt, long Completion, long Cached)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, Prompt);
        json.WriteNumber("completion_tokens"u8, Completion);
        json.WriteNumber("total_tokens"u8, Prompt + Completion);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, Cached);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
