using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Reads answers of Amazon's Titan models: a completion, whole or in chunks, or a vector.</summary>
internal sealed class TitanAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly CompletionWriter _writer;
    private readonly bool _base64;
    private long? _promptTokens;
    private string? _reason;

    public TitanAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _writer = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
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

        return _writer.Whole(
            [.. results.Select(result => new CompletionChoice(
                result.Text("outputText"u8) ?? "", Reason(result.Text("completionReason"u8))))],
            prompt is null ? null : new(prompt.Value, results.Sum(result => result.Count("tokenCount"u8) ?? 0)));
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        var data = document.RootElement;
        _promptTokens = data.Count("inputTextTokenCount"u8) ?? _promptTokens;
        if (data.HasText("outputText"u8, out var text)) _writer.Text(chunks, 0, text);
        if (data.Text("completionReason"u8) is not { } reason) return true;

        _reason = reason;
        _writer.Finish(chunks, 0, Reason(reason));
        var usage = _promptTokens is { } prompt && data.Count("totalOutputTextTokenCount"u8) is { } completion
            ? new TokenUsage(prompt, completion)
            : InvokeAnswer.Metrics(data);
        _writer.Usage(chunks, usage);
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
