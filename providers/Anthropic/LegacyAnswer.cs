using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Reads an answer of the old text completions API. It tells no usage; a cloud that runs the models may.</summary>
internal sealed class LegacyAnswer : IAnswerReader
{
    private readonly ProviderDescriptor _provider;
    private readonly ProviderTarget _target;
    private readonly Func<JsonElement, TokenUsage?> _usage;
    private readonly ChunkWriter _chunk;

    /// <summary>Starts reading.</summary>
    /// <param name="provider">Who is asked: Anthropic, or a cloud that runs its models.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="target">Where.</param>
    /// <param name="usage">Finds the usage in the last event.</param>
    public LegacyAnswer(
        ProviderDescriptor provider, ProviderCall call, ProviderTarget target, Func<JsonElement, TokenUsage?>? usage = null)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _provider = provider;
        _usage = usage ?? (static _ => null);
        _target = target;
        _chunk = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, _provider);
        var answer = document.RootElement;
        if (answer.Is("type"u8, "error"u8)) throw CallFailure.OfEvent(body.Span, _provider, _target);

        _chunk.Head.Identify(answer.Text("id"u8));
        var choice = new WholeChoice(ChatAnswer.FinishReason(answer.Text("stop_reason"u8), toolCalls: false))
        {
            Content = answer.Text("completion"u8) ?? throw CallFailure.OfAnswer("an answer without a completion", _provider),
        };
        return new WholeAnswer(_chunk.Head, [choice], Usage: null).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, _provider);
        var data = document.RootElement;
        if (data.Is("type"u8, "error"u8)) throw CallFailure.OfEvent(payload, _provider, _target);
        if (!data.Is("type"u8, "completion"u8)) return true;

        _chunk.Head.Identify(data.Text("id"u8));
        if (data.HasText("completion"u8, out var text)) _chunk.Text(chunks, text);
        if (data.Text("stop_reason"u8) is not { } reason) return true;

        _chunk.Finish(chunks, ChatAnswer.FinishReason(reason, toolCalls: false), _usage(data));
        return false;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(_provider);
}
