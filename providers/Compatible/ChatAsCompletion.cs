using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Compatible;

/// <summary>Reads the chat that a prompt was put as, and gives it back as a text completion.</summary>
internal sealed class ChatAsCompletion : IAnswerReader
{
    private readonly ProviderDescriptor _provider;
    private readonly ProviderTarget _target;
    private readonly CompletionWriter _writer;
    private readonly Dictionary<int, bool> _finished = []; // by index
    private TokenUsage? _usage;

    public ChatAsCompletion(ProviderDescriptor provider, ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _provider = provider;
        _target = target;
        _writer = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, _provider);
        var answer = document.RootElement;
        var choices = answer.Items("choices"u8).ToList();
        if (choices.Count == 0) throw CallFailure.OfEvent(body.Span, _provider, _target);

        _writer.Head.Identify(answer.Text("id"u8));
        var texts = choices.Select(choice => new WholeChoice(Reason(choice.Text("finish_reason"u8) ?? "stop"))
        {
            Content = choice.Member("message"u8).Text("content"u8),
        });
        return new WholeAnswer(_writer.Head, [.. texts], Usage(answer)).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        if (payload.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            if (_finished.Count == 0) throw CallFailure.OfAnswer("an empty answer", _provider);

            foreach (var open in _finished.Where(choice => !choice.Value)) _writer.Finish(chunks, open.Key, "stop");
            _writer.Usage(chunks, _usage);
            return false;
        }

        using var document = JsonReading.ParseAnswer(payload, _provider);
        var data = document.RootElement;
        if (data.TryGet("error"u8, out _)) throw CallFailure.OfEvent(payload, _provider, _target);

        _writer.Head.Identify(data.Text("id"u8));
        _usage = Usage(data) ?? _usage;
        foreach (var choice in data.Items("choices"u8)) Read(choice, chunks);
        return true;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks)
    {
        if (_finished.Count == 0 || _finished.ContainsValue(false)) throw CallFailure.Cut(_provider);

        _writer.Usage(chunks, _usage);
    }

    private void Read(JsonElement choice, ICollection<ProviderChunk> chunks)
    {
        var index = (int)(choice.Count("index"u8) ?? 0);
        _finished.TryAdd(index, false);
        if (choice.Member("delta"u8).HasText("content"u8, out var text)) _writer.Text(chunks, index, text);
        if (choice.Text("finish_reason"u8) is not { } reason) return;

        _finished[index] = true;
        _writer.Finish(chunks, index, Reason(reason));
    }

    // A text completion knows no tool calls.
    private static string Reason(string reason) =>
        Gaps.Reason(reason, false) is var known && known is "length" or "content_filter" ? known : "stop";

    private static TokenUsage? Usage(JsonElement answer)
    {
        var usage = answer.Member("usage"u8);
        var input = usage.Member("prompt_tokens_details"u8);
        return usage.Count("prompt_tokens"u8) is not { } prompt ? null : new(
            prompt,
            usage.Count("completion_tokens"u8) ?? 0,
            input.Count("cached_tokens"u8),
            input.Count("cache_write_tokens"u8),
            usage.Member("completion_tokens_details"u8).Count("reasoning_tokens"u8));
    }
}
