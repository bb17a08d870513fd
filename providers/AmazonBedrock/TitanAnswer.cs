using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Reads answers of Amazon's Titan models: a completion or a chat, whole or in chunks, or a vector.</summary>
internal sealed class TitanAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly ChunkWriter _chunk;
    private readonly bool _base64;
    private long? _promptTokens;
    private string? _reason;
    private bool _began;

    public TitanAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _chunk = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
        _base64 = unified.RootElement.Is("encoding_format"u8, "base64"u8);
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, AmazonBedrockAdapter.Description);
        var answer = document.RootElement;
        var prompt = answer.Count("inputTextTokenCount"u8);
        if (Vector(answer) is { ValueKind: JsonValueKind.Array } vector)
        {
            return EmbeddingList.Write([vector], _base64, _target.AnswerModel, prompt);
        }

        var results = answer.Items("results"u8).ToList();
        if (results.Count == 0) throw CallFailure.OfAnswer("an answer without results", AmazonBedrockAdapter.Description);

        return new WholeAnswer(
            _chunk.Head,
            [.. results.Select(result => new WholeChoice(Reason(result.Text("completionReason"u8))) { Content = result.Text("outputText"u8) })],
            prompt is null ? null : new(prompt.Value, results.Sum(result => result.Count("tokenCount"u8) ?? 0))).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        var data = document.RootElement;
        _promptTokens = data.Count("inputTextTokenCount"u8) ?? _promptTokens;
        if (!_began) _chunk.Role(chunks);
        _began = true;
        if (data.HasText("outputText"u8, out var text)) _chunk.Text(chunks, text);
        if (data.Text("completionReason"u8) is not { } reason) return true;

        _reason = reason;
        var usage = _promptTokens is { } prompt && data.Count("totalOutputTextTokenCount"u8) is { } completion
            ? new TokenUsage(prompt, completion)
            : InvokeAnswer.Metrics(data);
        _chunk.Finish(chunks, Reason(reason), usage);
        return false;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks)
    {
        if (_reason is null) throw CallFailure.Cut(AmazonBedrockAdapter.Description);
    }

    private static JsonElement Vector(JsonElement answer) => answer.TryGet("embedding"u8, out var vector)
        ? vector
        : answer.Member("embeddingsByType"u8).Member("float"u8);

    private static string Reason(string? reason) => reason switch
    {
        "LENGTH" => "length",
        "CONTENT_FILTERED" => "content_filter",
        _ => "stop", // FINISH, FINISHED, STOP_CRITERIA_MET, RAG_QUERY_WHEN_RAG_DISABLED
    };
}
