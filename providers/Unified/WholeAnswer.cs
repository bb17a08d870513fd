using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>A whole answer on its way from a dialect to unified JSON: a chat or, for a prompt, a text completion.</summary>
/// <param name="Head">What it says of itself.</param>
/// <param name="Choices">Its choices, in order.</param>
/// <param name="Usage">Tokens used; null when the provider did not say, which the answer shows as zeros.</param>
internal sealed record WholeAnswer(AnswerHead Head, IReadOnlyList<WholeChoice> Choices, TokenUsage? Usage)
{
    /// <summary>The unified JSON.</summary>
    public ProviderAnswer ToAnswer() =>
        new(JsonBytes.Write(this, static (json, answer) => answer.Write(json)), Usage?.ToProviderUsage());

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head.WriteTo(json, chunk: false);
        json.WriteStartArray("choices"u8);
        for (var index = 0; index < Choices.Count; index++) Choices[index].WriteTo(json, index, Head.Chat);
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        (Usage ?? default).WriteTo(json);
        json.WriteEndObject();
    }
}
