using System.Text.Json;
using Andamento.Providers.Cohere;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Reads the old text completions of Cohere, whose events look otherwise here than at Cohere's.</summary>
internal sealed class CommandAnswer : IAnswerReader
{
    private readonly GenerateAnswer _whole;
    private readonly CompletionWriter _writer;
    private readonly Dictionary<int, bool> _finished = []; // by index
    private TokenUsage? _usage;

    public CommandAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _whole = new(AmazonBedrockAdapter.Description, call, target);
        _writer = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body) => _whole.ReadWhole(body);

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        var data = document.RootElement;
        _usage = InvokeAnswer.Metrics(data) ?? _usage;
        if (!data.TryGet("is_finished"u8, out var finished)) return true;

        var index = (int)(data.Count("index"u8) ?? 0);
        _finished[index] = finished.ValueKind is JsonValueKind.True;
        if (data.HasText("text"u8, out var text)) _writer.Text(chunks, index, text);
        if (_finished[index]) _writer.Finish(chunks, index, Reason(data));
        return true; // the metrics may come behind it, and another choice
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks)
    {
        if (_finished.Count == 0 || _finished.ContainsValue(false)) throw CallFailure.Cut(AmazonBedrockAdapter.Description);

        _writer.Usage(chunks, _usage);
    }

    private static string Reason(JsonElement data) =>
        FinishReason.Of(data.Text("finish_reason"u8), toolCalls: false, AmazonBedrockAdapter.Description);
}
