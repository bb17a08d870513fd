using System.Text.Json;
using Andamento.Inference.Generation;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Writes <c>logprobs</c> of a chat.</summary>
internal static class ChatProbabilities
{
    public static void Write(Utf8JsonWriter json, ITokenizer tokenizer, IReadOnlyList<GeneratedToken> tokens)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, tokenizer, token.Id, token.LogProbability);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var other in token.Top)
            {
                json.WriteStartObject();
                WriteToken(json, tokenizer, other.Id, other.LogProbability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, ITokenizer tokenizer, int id, float logProbability)
    {
        json.WriteString("token"u8, TokenSpelling.Text(tokenizer, id));
        json.WriteNumber("logprob"u8, TokenSpelling.Finite(logProbability));
        json.WriteStartArray("bytes"u8);
        foreach (var value in tokenizer.BytesOf(id)) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
