using System.Text.Json;
using Andamento.Inference.Generation;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Writes <c>logprobs</c> of a completion: four lists of equal length.</summary>
internal static class CompletionProbabilities
{
    /// <param name="json">Where to.</param>
    /// <param name="tokenizer">Spells tokens.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="offset">Where in the answer's text the first one begins.</param>
    /// <returns>Where the one behind the last would begin.</returns>
    public static int Write(Utf8JsonWriter json, ITokenizer tokenizer, IReadOnlyList<GeneratedToken> tokens, int offset)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("tokens"u8);
        foreach (var token in tokens) json.WriteStringValue(TokenSpelling.Name(tokenizer, token.Id));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        foreach (var token in tokens) json.WriteNumberValue(TokenSpelling.Finite(token.LogProbability));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs"u8);
        foreach (var token in tokens) WriteTop(json, tokenizer, token);
        json.WriteEndArray();
        json.WriteStartArray("text_offset"u8);
        foreach (var token in tokens)
        {
            json.WriteNumberValue(offset);
            offset += TokenSpelling.Text(tokenizer, token.Id).Length;
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return offset;
    }

    private static void WriteTop(Utf8JsonWriter json, ITokenizer tokenizer, in GeneratedToken token)
    {
        var written = new List<string>(token.Top.Count);
        json.WriteStartObject();
        foreach (var other in token.Top)
        {
            var name = TokenSpelling.Name(tokenizer, other.Id);
            if (written.Contains(name)) continue; // marks have no text, so several may be alike

            written.Add(name);
            json.WriteNumber(name, TokenSpelling.Finite(other.LogProbability));
        }

        json.WriteEndObject();
    }
}
