using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Reads vectors: those of a prediction, or the one of a content.</summary>
internal sealed class EmbeddingAnswer(ProviderCall call, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, GoogleCloudVertexAiAdapter.Description);
        using var unified = UnifiedBody.Parse(call.Body);
        var answer = document.RootElement;
        var embeddings = answer.TryGet("embedding"u8, out var one)
            ? [one]
            : answer.Items("predictions"u8).Select(prediction => prediction.Member("embeddings"u8)).ToList();
        var vectors = embeddings.ConvertAll(embedding => embedding.Member("values"u8));
        if (vectors.Count == 0 || vectors.Exists(vector => vector.ValueKind is not JsonValueKind.Array))
        {
            throw CallFailure.OfAnswer("an answer without embeddings", GoogleCloudVertexAiAdapter.Description);
        }

        return EmbeddingList.Write(
            vectors, unified.RootElement.Is("encoding_format"u8, "base64"u8), target.AnswerModel, Tokens(answer, embeddings));
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) =>
        throw CallFailure.OfAnswer("a stream of embeddings", GoogleCloudVertexAiAdapter.Description);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(GoogleCloudVertexAiAdapter.Description);

    private static long? Tokens(JsonElement answer, List<JsonElement> embeddings)
    {
        var counts = embeddings.ConvertAll(embedding => embedding.Member("statistics"u8).Count("token_count"u8));
        return counts.TrueForAll(count => count is not null)
            ? counts.Sum()
            : answer.Member("usageMetadata"u8).Count("promptTokenCount"u8);
    }
}
