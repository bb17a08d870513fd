using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Reads their vectors: by type, as the second API gives them, or as a plain list, as the first did.</summary>
internal sealed class EmbeddingAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, provider);
        var answer = document.RootElement;
        var vectors = answer.Member("embeddings"u8);
        if (vectors.ValueKind is JsonValueKind.Object) vectors = vectors.Member("float"u8);
        if (vectors.ValueKind is not JsonValueKind.Array
            || vectors.EnumerateArray().Any(vector => vector.ValueKind is not JsonValueKind.Array))
        {
            throw CallFailure.OfAnswer("an answer without embeddings", provider);
        }

        using var unified = UnifiedBody.Parse(call.Body);
        var meta = answer.Member("meta"u8);
        return EmbeddingList.Write(
            vectors.EnumerateArray(),
            unified.RootElement.Is("encoding_format"u8, "base64"u8),
            target.AnswerModel,
            meta.Member("billed_units"u8).Count("input_tokens"u8) ?? meta.Member("tokens"u8).Count("input_tokens"u8));
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) =>
        throw CallFailure.OfAnswer("a stream of embeddings", provider);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(provider);
}
