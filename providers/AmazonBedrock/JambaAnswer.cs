using Andamento.Providers.Compatible;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Reads a chat of AI21, behind whose stream Bedrock puts an event that holds nothing but what it counted.</summary>
internal sealed class JambaAnswer(ProviderCall call, ProviderTarget target) : IAnswerReader
{
    private readonly IAnswerReader _theirs = call.Task is ProviderTask.Completions
        ? new ChatAsCompletion(AmazonBedrockAdapter.Description, call, target)
        : new CompatibleAnswer(AmazonBedrockAdapter.Description, call with { JoinEvents = false }, target); // Bedrock's events are read one by one

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body) => _theirs.ReadWhole(body);

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        if (payload.IndexOf("\"choices\""u8) >= 0 || payload.IndexOf("invocationMetrics"u8) < 0) return _theirs.ReadEvent(payload, chunks);

        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        if (InvokeAnswer.Metrics(document.RootElement) is { } usage) chunks.Add(new(default, usage.ToProviderUsage()));
        return true;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => _theirs.End(chunks);
}
