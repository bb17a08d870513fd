using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Reads a message: whole, or as the events of its stream.</summary>
internal sealed class ChatAnswer : IAnswerReader
{
    private readonly ProviderDescriptor _provider;
    private readonly ProviderTarget _target;
    private readonly AnswerHead _head;
    private readonly StreamedAnswer _stream;
    private readonly bool _schemaTool;

    /// <summary>Starts reading.</summary>
    /// <param name="provider">Who is asked: Anthropic, or a cloud that runs its models.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="target">Where.</param>
    public ChatAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _provider = provider;
        _target = target;
        _head = AnswerHead.Of(call, target);
        _schemaTool = ChatBody.AsksBySchemaTool(unified.RootElement, target);
        _stream = new(new(_head, UnifiedBody.WantsUsage(unified.RootElement)), provider, target, _schemaTool);
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, _provider);
        var message = document.RootElement;
        if (message.Is("type"u8, "error"u8)) throw CallFailure.OfEvent(body.Span, _provider, _target);
        if (message.Member("content"u8).ValueKind is not JsonValueKind.Array)
        {
            throw CallFailure.OfAnswer("a message without content", _provider);
        }

        _head.Identify(message.Text("id"u8));
        var usage = default(AnswerUsage);
        usage.Read(message.Member("usage"u8));
        return Read(message, usage.Total).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) => _stream.Read(payload, chunks);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(_provider);

    /// <summary>Why it stopped, in the unified words.</summary>
    public static string FinishReason(string? stopReason, bool toolCalls) => stopReason switch
    {
        "tool_use" => toolCalls ? "tool_calls" : "stop", // none is left when the tool was our own
        "max_tokens" or "model_context_window_exceeded" => "length",
        "refusal" => "content_filter",
        _ => "stop", // end_turn, stop_sequence, pause_turn, and what may come
    };

    private WholeAnswer Read(JsonElement message, TokenUsage? usage)
    {
        StringBuilder? text = null, reasoning = null;
        List<JsonElement> thinking = [];
        List<WholeToolCall> calls = [];
        foreach (var block in message.Items("content"u8))
        {
            switch (block.Text("type"u8))
            {
                case "text": (text ??= new()).Append(block.Text("text"u8)); break;
                case "thinking":
                    (reasoning ??= new()).Append(block.Text("thinking"u8));
                    thinking.Add(block);
                    break;
                case "redacted_thinking": thinking.Add(block); break;
                case "tool_use" when _schemaTool && block.Is("name"u8, "json_tool_call"u8):
                    (text ??= new()).Append(ToolArguments.Of(block.Member("input"u8)));
                    break;
                case "tool_use":
                    calls.Add(new(block.Text("id"u8), block.Text("name"u8), ToolArguments.Of(block.Member("input"u8))));
                    break;
            }
        }

        var choice = new WholeChoice(FinishReason(message.Text("stop_reason"u8), calls.Count > 0))
        {
            Content = text?.ToString(),
            Reasoning = reasoning?.ToString(),
            ThinkingBlocks = thinking,
            ToolCalls = calls,
        };
        return new(_head, [choice], usage);
    }
}
