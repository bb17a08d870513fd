using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Reads what a PaLM model predicted: each prediction is a text, or holds the candidates of a chat.</summary>
internal sealed class PredictAnswer(ProviderCall call, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, GoogleCloudVertexAiAdapter.Description);
        var answer = document.RootElement;
        var choices = answer.Items("predictions"u8).SelectMany(Choices).ToList();
        if (choices.Count == 0) throw CallFailure.OfEvent(body.Span, GoogleCloudVertexAiAdapter.Description, target);

        var counts = answer.Member("metadata"u8).Member("tokenMetadata"u8);
        TokenUsage? usage = Tokens(counts, "inputTokenCount"u8) is { } prompt ? new(prompt, Tokens(counts, "outputTokenCount"u8) ?? 0) : null;
        return new WholeAnswer(AnswerHead.Of(call, target), choices, usage).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) =>
        throw CallFailure.OfAnswer("a stream that was not asked for", GoogleCloudVertexAiAdapter.Description);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(GoogleCloudVertexAiAdapter.Description);

    private static long? Tokens(JsonElement counts, ReadOnlySpan<byte> name) => counts.Member(name).Count("totalTokens"u8);

    private static IEnumerable<WholeChoice> Choices(JsonElement prediction)
    {
        var safety = prediction.Member("safetyAttributes"u8);
        if (!prediction.TryGet("candidates"u8, out _)) return [Choice(prediction, safety)];

        var each = prediction.Items("safetyAttributes"u8).ToList();
        var candidates = prediction.Items("candidates"u8).ToList();
        return candidates.Select((candidate, at) => Choice(candidate, at < each.Count ? each[at] : safety));
    }

    private static WholeChoice Choice(JsonElement text, JsonElement safety) =>
        new(safety.Member("blocked"u8).ValueKind is JsonValueKind.True ? "content_filter" : "stop") { Content = text.Text("content"u8) };
}
