using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>How many tokens a request may use, guessed before anybody has counted them.</summary>
/// <param name="Prompt">A quarter of the text's bytes; what is no text (images, audio) counts nothing.</param>
/// <param name="Completion">The request's own limit of output tokens; 0 when it has none.</param>
internal readonly record struct TokenEstimate(long Prompt, long Completion)
{
    private const long MostCompletion = 10_000_000; // a number, whatever the caller writes

    /// <summary>Both.</summary>
    public long Total => Prompt + Completion;

    /// <summary>Guesses for a text of that many bytes.</summary>
    public static long OfText(long bytes) => (bytes + 1) / 4;

    /// <summary>Guesses for the events of a stream: most carry one token, and some 200 bytes around it.</summary>
    public static long OfEvents(long bytes) => (bytes + 199) / 200;

    /// <summary>Guesses for a request. Custom models count no tokens.</summary>
    /// <param name="request">A request whose body has passed the front door's checks.</param>
    public static TokenEstimate Of(ServingRequest request)
    {
        if (request.Task is ServingTask.Predict) return default;

        var json = new Utf8JsonReader(request.Body.Span);
        long textBytes = 0, tokens = 0, completion = 0;
        json.Read();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var isPrompt = json.ValueTextEquals("messages"u8) || json.ValueTextEquals("prompt"u8) || json.ValueTextEquals("input"u8);
            var isLimit = json.ValueTextEquals("max_tokens"u8) || json.ValueTextEquals("max_completion_tokens"u8);
            json.Read();
            if (isPrompt) Measure(ref json, ref textBytes, ref tokens);
            else if (isLimit && json.TokenType is JsonTokenType.Number && json.TryGetInt64(out var limit)) completion = Math.Max(completion, limit);
            else json.Skip();
        }

        return new(OfText(textBytes) + tokens, Math.Min(completion, MostCompletion));
    }

    /// <summary>Adds up the texts of one value, and the tokens that come as numbers.</summary>
    private static void Measure(ref Utf8JsonReader json, ref long textBytes, ref long tokens)
    {
        var depth = json.CurrentDepth;
        do
        {
            if (json.TokenType is JsonTokenType.String) textBytes += json.ValueSpan.Length;
            else if (json.TokenType is JsonTokenType.Number) tokens++;
            else if (IsNoText(ref json)) json.Skip();
        }
        while ((json.CurrentDepth > depth || IsStart(json.TokenType)) && json.Read() && json.CurrentDepth > depth);
    }

    private static bool IsNoText(ref Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.PropertyName && (json.ValueTextEquals("url"u8) || json.ValueTextEquals("data"u8));

    private static bool IsStart(JsonTokenType token) => token is JsonTokenType.StartArray or JsonTokenType.StartObject;
}
