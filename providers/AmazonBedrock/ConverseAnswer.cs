using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Reads an answer of Converse: whole, or as the events of its stream.</summary>
internal sealed class ConverseAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly AnswerHead _head;
    private readonly ConverseStream _stream;
    private readonly ToolNames _names;
    private readonly bool _schemaTool;

    public ConverseAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _head = AnswerHead.Of(call, target);
        _names = new(unified.RootElement);
        _schemaTool = Anthropic.ChatBody.AsksBySchemaTool(unified.RootElement, target);
        _stream = new(new(_head, UnifiedBody.WantsUsage(unified.RootElement)), target, _names, _schemaTool);
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, AmazonBedrockAdapter.Description);
        var answer = document.RootElement;
        var message = answer.Member("output"u8).Member("message"u8);
        if (message.ValueKind is not JsonValueKind.Object) throw CallFailure.OfEvent(body.Span, AmazonBedrockAdapter.Description, _target);

        StringBuilder? text = null, reasoning = null;
        List<JsonElement> thinking = [];
        List<WholeToolCall> calls = [];
        foreach (var block in message.Items("content"u8))
        {
            if (block.Text("text"u8) is { } piece) (text ??= new()).Append(piece);
            else if (block.TryGet("toolUse"u8, out var use))
            {
                if (_schemaTool && use.Is("name"u8, "json_tool_call"u8)) (text ??= new()).Append(ToolArguments.Of(use.Member("input"u8)));
                else calls.Add(new(use.Text("toolUseId"u8), _names.Given(use.Text("name"u8)), ToolArguments.Of(use.Member("input"u8))));
            }
            else if (block.TryGet("reasoningContent"u8, out var thought)) thinking.Add(Thinking(thought, ref reasoning));
        }

        var reason = answer.Text("stopReason"u8);
        if (reason is "malformed_tool_use") throw CallFailure.OfAnswer("a tool call that cannot be used", AmazonBedrockAdapter.Description);

        var choice = new WholeChoice(FinishReason(reason, calls.Count > 0))
        {
            Content = text?.ToString(),
            Reasoning = reasoning?.ToString(),
            ThinkingBlocks = thinking,
            ToolCalls = calls,
        };
        return new WholeAnswer(_head, [choice], Usage(answer.Member("usage"u8))).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) => _stream.Read(payload, chunks);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => _stream.End(chunks);

    /// <summary>Why it stopped, in the unified words.</summary>
    public static string FinishReason(string? stopReason, bool toolCalls) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "guardrail_intervened" or "content_filtered" => "content_filter",
        _ => toolCalls ? "tool_calls" : "stop", // end_turn, stop_sequence, tool_use, malformed_…, and what may come
    };

    /// <summary>Their counts: cached tokens stand beside the input.</summary>
    public static TokenUsage? Usage(JsonElement usage)
    {
        if (usage.Count("inputTokens"u8) is not { } input) return null;

        var (read, written) = (usage.Count("cacheReadInputTokens"u8), usage.Count("cacheWriteInputTokens"u8));
        var cached = read is null && written is null ? (long?)null : read ?? 0;
        return new(
            input + (read ?? 0) + (written ?? 0), usage.Count("outputTokens"u8) ?? 0, cached, cached is null ? null : written ?? 0);
    }

    /// <summary>Writes a block of thinking as the caller must send it back.</summary>
    public static void WriteThinking(Utf8JsonWriter json, string text, string signature)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "thinking"u8);
        json.WriteString("thinking"u8, text);
        json.WriteString("signature"u8, signature);
        json.WriteEndObject();
    }

    /// <summary>Writes a block of thinking that only the model can read.</summary>
    public static void WriteRedacted(Utf8JsonWriter json, string data)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "redacted_thinking"u8);
        json.WriteString("data"u8, data);
        json.WriteEndObject();
    }

    private static JsonElement Thinking(JsonElement thought, ref StringBuilder? reasoning)
    {
        if (thought.Text("redactedContent"u8) is { } redacted)
        {
            return JsonElement.Parse(JsonBytes.Write(redacted, WriteRedacted));
        }

        var said = thought.Member("reasoningText"u8);
        var text = said.Text("text"u8) ?? "";
        (reasoning ??= new()).Append(text);
        return JsonElement.Parse(JsonBytes.Write(
            (text, said.Text("signature"u8) ?? ""), static (json, one) => WriteThinking(json, one.text, one.Item2)));
    }
}
