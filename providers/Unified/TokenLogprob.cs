using System.Text;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>How likely a token was.</summary>
/// <param name="Token">Its text.</param>
/// <param name="Logprob">The logarithm of its probability.</param>
internal sealed record TokenLogprob(string Token, double Logprob)
{
    private const double Least = -9999; // OpenAI's word for a probability too small to be told

    /// <summary>The likeliest tokens in its place.</summary>
    public IReadOnlyList<TokenLogprob> Top { get; init; } = [];

    /// <summary>Writes the member <c>logprobs</c> of a choice.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> tokens)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            token.WriteMembers(json);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var other in token.Top)
            {
                json.WriteStartObject();
                other.WriteMembers(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("token"u8, Token);
        json.WriteNumber("logprob"u8, double.IsFinite(Logprob) ? Logprob : Least);
        json.WriteStartArray("bytes"u8);
        foreach (var one in Encoding.UTF8.GetBytes(Token)) json.WriteNumberValue(one);
        json.WriteEndArray();
    }
}
