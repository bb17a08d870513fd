using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Reads a chat of the second API: whole, or as the events of its stream.</summary>
internal sealed class ChatAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly ChunkWriter _chunk;
    private readonly Dictionary<long, Call> _calls = [];

    public ChatAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _chunk = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, CohereAdapter.Description);
        var answer = document.RootElement;
        if (!answer.TryGet("message"u8, out var message) || message.ValueKind is not JsonValueKind.Object)
        {
            throw CallFailure.OfEvent(body.Span, CohereAdapter.Description, _target);
        }

        _chunk.Head.Identify(answer.Text("id"u8));
        var calls = message.Items("tool_calls"u8).Select(Whole).ToList();
        var choice = new WholeChoice(FinishReason.Of(answer.Text("finish_reason"u8), calls.Count > 0, CohereAdapter.Description))
        {
            Content = Join(message, "text"),
            Reasoning = message.Text("tool_plan"u8) + Join(message, "thinking") is { Length: > 0 } reasoning ? reasoning : null,
            ToolCalls = calls,
            Logprobs = Logprobs(answer.Member("logprobs"u8)),
        };
        return new WholeAnswer(_chunk.Head, [choice], AnswerUsage.Read(answer.Member("usage"u8))).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        if (payload.Trim((byte)' ').SequenceEqual("[DONE]"u8)) return true; // what matters came before, or never came

        using var document = JsonReading.ParseAnswer(payload, CohereAdapter.Description);
        var data = document.RootElement;
        var delta = data.Member("delta"u8);
        var message = delta.Member("message"u8);
        switch (data.Text("type"u8))
        {
            case "message-start":
                _chunk.Head.Identify(data.Text("id"u8));
                _chunk.Role(chunks);
                break;
            case "content-start" or "content-delta": Content(message.Member("content"u8), data.Member("logprobs"u8), chunks); break;
            case "tool-plan-delta" when message.HasText("tool_plan"u8, out var plan): _chunk.Reasoning(chunks, plan); break;
            case "tool-call-start": Start(data, message.Member("tool_calls"u8), chunks); break;
            case "tool-call-delta": Arguments(data, message.Member("tool_calls"u8), chunks); break;
            case "tool-call-end": Stop(data, chunks); break;
            case "message-end":
                Finish(delta, chunks);
                return false;
            case null: throw CallFailure.OfEvent(payload, CohereAdapter.Description, _target);
        }

        return true;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(CohereAdapter.Description);

    private static WholeToolCall Whole(JsonElement call)
    {
        var function = call.Member("function"u8);
        return new(call.Text("id"u8), function.Text("name"u8), function.Text("arguments"u8) ?? "");
    }

    private static string? Join(JsonElement message, string type)
    {
        StringBuilder? text = null;
        foreach (var item in message.Items("content"u8))
        {
            if (item.Text("type"u8) == type) (text ??= new()).Append(type is "text" ? item.Text("text"u8) : item.Text("thinking"u8));
        }

        return text?.ToString();
    }

    // A piece of text may be several tokens, which were then as likely as all of them together.
    private static List<TokenLogprob> Logprobs(JsonElement told)
    {
        List<JsonElement> pieces = told.ValueKind switch
        {
            JsonValueKind.Array => [.. told.EnumerateArray()],
            JsonValueKind.Object => [told],
            _ => [],
        };
        return pieces.ConvertAll(piece => new TokenLogprob(
            piece.Text("text"u8) ?? "", piece.Items("logprobs"u8).Sum(one => one.ValueKind is JsonValueKind.Number ? one.GetDouble() : 0)));
    }

    private void Content(JsonElement content, JsonElement logprobs, ICollection<ProviderChunk> chunks)
    {
        if (content.HasText("text"u8, out var text)) _chunk.Text(chunks, text, Logprobs(logprobs));
        if (content.HasText("thinking"u8, out var thinking)) _chunk.Reasoning(chunks, thinking);
    }

    private void Start(JsonElement data, JsonElement call, ICollection<ProviderChunk> chunks)
    {
        var begun = new Call(_calls.Count);
        _calls[data.Count("index"u8) ?? _calls.Count] = begun;
        _chunk.ToolCall(chunks, begun.Index, call.Text("id"u8), call.Member("function"u8).Text("name"u8));
        Fragment(begun, call, chunks);
    }

    private void Arguments(JsonElement data, JsonElement call, ICollection<ProviderChunk> chunks)
    {
        if (_calls.TryGetValue(data.Count("index"u8) ?? _calls.Count - 1, out var begun)) Fragment(begun, call, chunks);
    }

    private void Fragment(Call begun, JsonElement call, ICollection<ProviderChunk> chunks)
    {
        if (!call.Member("function"u8).HasText("arguments"u8, out var fragment)) return;

        begun.HasFragments = true;
        _chunk.Arguments(chunks, begun.Index, fragment);
    }

    private void Stop(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        if (_calls.TryGetValue(data.Count("index"u8) ?? _calls.Count - 1, out var begun)) Complete(begun, chunks);
    }

    private void Complete(Call begun, ICollection<ProviderChunk> chunks)
    {
        if (begun.HasFragments) return;

        begun.HasFragments = true;
        _chunk.NoArguments(chunks, begun.Index);
    }

    private void Finish(JsonElement delta, ICollection<ProviderChunk> chunks)
    {
        if (delta.TryGet("error"u8, out _))
        {
            throw CallFailure.OfEvent(JsonMarshal.GetRawUtf8Value(delta), CohereAdapter.Description, _target);
        }

        var reason = FinishReason.Of(delta.Text("finish_reason"u8), _calls.Count > 0, CohereAdapter.Description);
        foreach (var call in _calls.Values) Complete(call, chunks);
        _chunk.Finish(chunks, reason, AnswerUsage.Read(delta.Member("usage"u8)));
    }

    private sealed class Call(int index)
    {
        public int Index => index;
        public bool HasFragments { get; set; }
    }
}
