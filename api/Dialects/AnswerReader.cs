using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>Tells a listener what a unified answer says. A whole message is read as one chunk that has it all.</summary>
internal sealed class AnswerReader(IAnswerListener listener, string requestId)
{
    private readonly Dictionary<long, AnswerBlock> _calls = [];
    private AnswerBlock? _open;
    private bool _begun;
    private bool _byReasoning; // the open thinking is told as reasoning_content; thinking_blocks repeat it
    private int _blocks;
    private AnswerUsage _usage;
    private bool _detailed; // the answer itself has told its usage
    private string? _finish;

    /// <summary>Reads a whole answer, to its end.</summary>
    public void ReadWhole(ServingAnswer answer)
    {
        if (answer.Usage is { } counted) _usage = AnswerUsage.Of(counted);
        UnifiedJson.Read(answer.Body, this, static (root, reader) =>
        {
            if (root.Items("choices"u8).FirstOrDefault().Member("message"u8).ValueKind is not JsonValueKind.Object)
                throw new JsonException("It has no message.");

            reader.Read(root, "message"u8);
        });
        End();
    }

    /// <summary>Reads a part of a stream.</summary>
    public void ReadFrame(AnswerFrame frame)
    {
        if (frame.Usage is { } counted && !_detailed) _usage = AnswerUsage.Of(counted);
        if (!frame.Json.IsEmpty) UnifiedJson.Read(frame.Json, this, static (root, reader) => reader.Read(root, "delta"u8));
    }

    /// <summary>Nothing follows.</summary>
    public void End()
    {
        if (!_begun) listener.Begin(new("", 0, "", _usage));
        Close();
        listener.End(Reason(_finish, _calls.Count > 0), _usage);
    }

    private void Read(JsonElement root, ReadOnlySpan<byte> part)
    {
        if (AnswerUsage.Of(root.Member("usage"u8)) is { Prompt: > 0 } usage) (_usage, _detailed) = (usage, true);
        if (!_begun && root.Items("choices"u8).Any()) // some services say other things first
        {
            _begun = true;
            listener.Begin(new(root.Text("id"u8) ?? "", root.Count("created"u8), root.Text("model"u8) ?? "", _usage));
        }

        foreach (var choice in root.Items("choices"u8))
        {
            if (choice.Count("index"u8) > 0) continue; // these languages know no second choice

            ReadPart(choice.Member(part), whole: part.SequenceEqual("message"u8));
            _finish = choice.Text("finish_reason"u8) ?? _finish;
        }
    }

    private void ReadPart(JsonElement part, bool whole)
    {
        var thinking = part.Items("thinking_blocks"u8);
        if (!whole || !thinking.Any())
        {
            Reason(part.Member("reasoning_content"u8));
            Reason(part.Member("reasoning"u8)); // as some servers call it
        }

        foreach (var block in thinking) ReadThinking(block, "thinking"u8, whole);
        ReadContent(part.Member("content"u8), whole);
        Append(BlockKind.Refusal, part.Member("refusal"u8));
        foreach (var call in part.Items("tool_calls"u8)) ReadCall(call, whole);
    }

    private void ReadContent(JsonElement content, bool whole)
    {
        Append(BlockKind.Text, content);
        if (content.ValueKind is not JsonValueKind.Array) return;

        foreach (var item in content.EnumerateArray())
        {
            Append(BlockKind.Text, item.Member("text"u8));
            foreach (var summary in item.Items("summary"u8)) ReadThinking(summary, "text"u8, whole);
        }
    }

    private void Reason(JsonElement text)
    {
        if (!text.HasText()) return;

        Append(BlockKind.Thinking, text);
        _byReasoning = true;
    }

    private void ReadThinking(JsonElement block, ReadOnlySpan<byte> member, bool whole)
    {
        if (block.Text("data"u8) is { } data)
        {
            Open(new(BlockKind.Redacted, _blocks++) { Data = data });
            Close();
            return;
        }

        var signature = block.Text("signature"u8) is { Length: > 0 } signed ? signed : null;
        var open = _open is { Kind: BlockKind.Thinking };
        if (!open && signature is not null) Open(new(BlockKind.Thinking, _blocks++)); // its text may be withheld
        if (!(open && _byReasoning)) Append(BlockKind.Thinking, block.Member(member));
        if (_open is { Kind: BlockKind.Thinking } thinking) thinking.Signature = signature;
        if (signature is not null || whole) Close();
    }

    private void ReadCall(JsonElement call, bool whole)
    {
        var function = call.Member("function"u8);
        var arguments = function.Member("arguments"u8);
        var id = call.Text("id"u8);
        var index = whole ? _calls.Count : IndexOf(call, id);
        if (!_calls.TryGetValue(index, out var block))
        {
            block = new(BlockKind.Call, _blocks++)
            {
                CallId = id is { Length: > 0 } ? id : $"call_{requestId}_{index}",
                Name = function.Text("name"u8) ?? "",
            };
            _calls.Add(index, block);
            Open(block);
        }

        if (!arguments.HasText()) return;

        if (block != _open) throw new JsonException("It goes back to a tool call after it has begun the next one.");

        listener.Append(block, arguments);
    }

    // Most say the index. Some leave it out, and then give each call whole or name it by its id.
    private long IndexOf(JsonElement call, string? id) =>
        call.Member("index"u8).ValueKind is JsonValueKind.Number ? call.Count("index"u8)
        : _open is { Kind: BlockKind.Call } open && (id is null || id == open.CallId) ? _calls.First(known => known.Value == open).Key
        : _calls.Count;

    private void Append(BlockKind kind, JsonElement text)
    {
        if (!text.HasText()) return;

        if (_open?.Kind != kind) Open(new(kind, _blocks++));
        listener.Append(_open!, text);
    }

    private void Open(AnswerBlock block)
    {
        Close();
        _open = block;
        _byReasoning = false;
        listener.Open(block);
    }

    private void Close()
    {
        if (_open is not { } block) return;

        _open = null;
        listener.Close(block);
    }

    private static FinishReason Reason(string? finish, bool calls) => finish switch
    {
        "length" => FinishReason.Length,
        "content_filter" => FinishReason.ContentFilter,
        _ => calls ? FinishReason.ToolCalls : FinishReason.Stop, // some servers call both the same
    };
}
