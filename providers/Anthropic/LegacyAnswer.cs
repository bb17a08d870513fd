using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Reads an answer of the old text completions API. It tells no usage.</summary>
internal sealed class LegacyAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly ChunkWriter _chunk;

    public LegacyAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _chunk = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, AnthropicAdapter.Description);
        var answer = document.RootElement;
        if (answer.Is("type"u8, "error"u8)) throw CallFailure.OfEvent(body.Span, AnthropicAdapter.Description, _target);

        _chunk.Head.Identify(answer.Text("id"u8));
        return new WholeAnswer(_chunk.Head, ChatAnswer.FinishReason(answer.Text("stop_reason"u8), toolCalls: false))
        {
            Content = answer.Text("completion"u8)
                ?? throw CallFailure.OfAnswer("an answer without a completion", AnthropicAdapter.Description),
        }.ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AnthropicAdapter.Description);
        var data = document.RootElement;
        if (data.Is("type"u8, "error"u8)) throw CallFailure.OfEvent(payload, AnthropicAdapter.Description, _target);
        if (!data.Is("type"u8, "completion"u8)) return true;

        _chunk.Head.Identify(data.Text("id"u8));
        if (data.HasText("completion"u8, out var text)) _chunk.Text(chunks, text);
        if (data.Text("stop_reason"u8) is not { } reason) return true;

        _chunk.Finish(chunks, ChatAnswer.FinishReason(reason, toolCalls: false), usage: null);
        return false;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(AnthropicAdapter.Description);
}
