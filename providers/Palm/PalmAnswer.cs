using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Palm;

/// <summary>Reads an answer of the PaLM API: candidates, or vectors. It tells no usage.</summary>
internal sealed class PalmAnswer(ProviderCall call, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, PalmAdapter.Description);
        var answer = document.RootElement;
        if (call.Task is ProviderTask.Embeddings) return ReadVectors(answer);

        var choices = answer.Items("candidates"u8)
            .Select(candidate => new WholeChoice("stop") { Content = candidate.Text("output"u8) ?? candidate.Text("content"u8) })
            .ToList();
        if (choices.Count == 0)
        {
            if (!answer.Items("filters"u8).Any()) throw CallFailure.OfEvent(body.Span, PalmAdapter.Description, target);
            choices.Add(new("content_filter"));
        }

        return new WholeAnswer(AnswerHead.Of(call, target), choices, Usage: null).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) =>
        throw CallFailure.OfAnswer("a stream that was not asked for", PalmAdapter.Description);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(PalmAdapter.Description);

    private ProviderAnswer ReadVectors(JsonElement answer)
    {
        var vectors = answer.Items("embeddings"u8).Select(embedding => embedding.Member("value"u8)).ToList();
        if (vectors.Count == 0 || vectors.Exists(vector => vector.ValueKind is not JsonValueKind.Array))
        {
            throw CallFailure.OfAnswer("an answer without embeddings", PalmAdapter.Description);
        }

        using var unified = UnifiedBody.Parse(call.Body);
        return EmbeddingList.Write(vectors, unified.RootElement.Is("encoding_format"u8, "base64"u8), target.AnswerModel, promptTokens: null);
    }
}
