using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Takes the events of a model's vendor out of Bedrock's, for the reader who knows them.</summary>
internal sealed class InvokeAnswer(IAnswerReader theirs, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body) => theirs.ReadWhole(body);

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        var data = document.RootElement;
        if (data.TryGet("error"u8, out _)) throw CallFailure.OfEvent(payload, AmazonBedrockAdapter.Description, target);
        if (!data.Member("chunk"u8).TryGet("bytes"u8, out var packed)) return true;
        if (!packed.TryGetBytesFromBase64(out var bytes))
        {
            throw CallFailure.OfAnswer("an event that is no base64", AmazonBedrockAdapter.Description);
        }

        var before = chunks.Count;
        var goesOn = theirs.ReadEvent(bytes, chunks);
        if (!chunks.Skip(before).Any(chunk => chunk.Usage is not null)) AddMetrics(bytes, chunks);
        return goesOn;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => theirs.End(chunks);

    /// <summary>What Bedrock itself counted, which the last event of a model tells; null in others.</summary>
    public static TokenUsage? Metrics(JsonElement data)
    {
        var metrics = data.Member("amazon-bedrock-invocationMetrics"u8);
        return metrics.Count("inputTokenCount"u8) is { } input ? new(input, metrics.Count("outputTokenCount"u8) ?? 0) : null;
    }

    private static void AddMetrics(byte[] bytes, ICollection<ProviderChunk> chunks)
    {
        if (bytes.AsSpan().IndexOf("invocationMetrics"u8) < 0) return; // nearly every event

        using var document = JsonDocument.Parse(bytes);
        if (Metrics(document.RootElement) is { } usage) chunks.Add(new(default, usage.ToProviderUsage()));
    }
}
