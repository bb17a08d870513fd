using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Reads a chat of the first API: whole, or as the events of its stream. Its tool calls come whole and without ids.</summary>
internal sealed class ChatAnswerV1 : IAnswerReader
{
    private readonly ProviderDescriptor _provider;
    private readonly ProviderTarget _target;
    private readonly ChunkWriter _chunk;
    private readonly Func<JsonElement, TokenUsage?> _usage;
    private bool _began;
    private int _calls;

    /// <summary>Starts reading.</summary>
    /// <param name="provider">Who is asked: Cohere, or a cloud that runs its models.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="target">Where.</param>
    /// <param name="usage">Finds the usage in the last event, where it is not Cohere's.</param>
    public ChatAnswerV1(
        ProviderDescriptor provider, ProviderCall call, ProviderTarget target, Func<JsonElement, TokenUsage?>? usage = null)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _provider = provider;
        _target = target;
        _usage = usage ?? (static data => AnswerUsage.Read(data.Member("response"u8).Member("meta"u8)));
        _chunk = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, _provider);
        var answer = document.RootElement;
        if (answer.Text("text"u8) is not { } text) throw CallFailure.OfEvent(body.Span, _provider, _target);

        Identify(answer);
        var calls = answer.Items("tool_calls"u8).Select(ToolCall).ToList();
        var choice = new WholeChoice(FinishReason.Of(answer.Text("finish_reason"u8), calls.Count > 0, _provider))
        {
            Content = calls.Count > 0 ? null : text,
            Reasoning = calls.Count > 0 && text.Length > 0 ? text : null, // what it plans to do with the tools
            ToolCalls = calls,
        };
        return new WholeAnswer(
            _chunk.Head, [choice], AnswerUsage.Read(answer.Member("meta"u8)) ?? Older(answer.Member("token_count"u8))).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, _provider);
        var data = document.RootElement;
        switch (data.Text("event_type"u8))
        {
            case "stream-start":
                Identify(data);
                Begin(chunks);
                break;
            case "text-generation" when data.HasText("text"u8, out var text):
                Begin(chunks);
                _chunk.Text(chunks, text);
                break;
            case "tool-calls-chunk" when data.Member("tool_call_delta"u8).HasText("text"u8, out var plan):
                Begin(chunks);
                _chunk.Reasoning(chunks, plan);
                break;
            case "tool-calls-generation":
                Begin(chunks);
                foreach (var call in data.Items("tool_calls"u8)) _chunk.WholeToolCall(chunks, _calls, ToolCall(call, _calls++));
                break;
            case "stream-end":
                Begin(chunks);
                _chunk.Finish(chunks, FinishReason.Of(data.Text("finish_reason"u8), _calls > 0, _provider), _usage(data));
                return false;
            case "stream-error" or null: throw CallFailure.OfEvent(payload, _provider, _target);
        }

        return true;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(_provider);

    private static WholeToolCall ToolCall(JsonElement call, int at) =>
        new($"call_{at}", call.Text("name"u8), ToolArguments.Of(call.Member("parameters"u8)));

    private static TokenUsage? Older(JsonElement counts) =>
        counts.Count("prompt_tokens"u8) is { } prompt ? new(prompt, counts.Count("response_tokens"u8) ?? 0) : null;

    private void Identify(JsonElement answer) => _chunk.Head.Identify(answer.Text("response_id"u8) ?? answer.Text("generation_id"u8));

    private void Begin(ICollection<ProviderChunk> chunks)
    {
        if (!_began) _chunk.Role(chunks);
        _began = true;
    }
}
