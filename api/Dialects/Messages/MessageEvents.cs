using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>An answer as the events of a streamed message.</summary>
internal sealed class MessageEvents(EventWriter events, string requestId) : IAnswerListener
{
    /// <inheritdoc />
    public void Begin(in AnswerBeginning head)
    {
        var json = events.Begin("message_start"u8);
        json.WriteStartObject("message"u8);
        MessageJson.WriteHead(json, head, requestId);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        MessageJson.WriteUsage(json, head.Usage); // message_delta corrects it
        json.WriteEndObject();
        events.End();
    }

    /// <inheritdoc />
    public void Open(AnswerBlock block)
    {
        var json = events.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, block.Index);
        json.WriteStartObject("content_block"u8);
        MessageJson.WriteBlock(json, block);
        switch (block.Kind)
        {
            case BlockKind.Thinking:
                json.WriteString("thinking"u8, ""u8);
                json.WriteString("signature"u8, ""u8);
                break;
            case BlockKind.Call:
                json.WriteStartObject("input"u8);
                json.WriteEndObject();
                break;
            case BlockKind.Redacted: break;
            default: json.WriteString("text"u8, ""u8); break;
        }

        json.WriteEndObject();
        events.End();
    }

    /// <inheritdoc />
    public void Append(AnswerBlock block, JsonElement text)
    {
        switch (block.Kind)
        {
            case BlockKind.Thinking: WriteDelta(block, "thinking_delta"u8, "thinking"u8, text); break;
            case BlockKind.Call: WriteDelta(block, "input_json_delta"u8, "partial_json"u8, text); break;
            default: WriteDelta(block, "text_delta"u8, "text"u8, text); break;
        }
    }

    /// <inheritdoc />
    public void Close(AnswerBlock block)
    {
        if (block.Signature is { } signature)
        {
            var delta = events.Begin("content_block_delta"u8);
            delta.WriteNumber("index"u8, block.Index);
            delta.WriteStartObject("delta"u8);
            delta.WriteString("type"u8, "signature_delta"u8);
            delta.WriteString("signature"u8, signature);
            delta.WriteEndObject();
            events.End();
        }

        events.Begin("content_block_stop"u8).WriteNumber("index"u8, block.Index);
        events.End();
    }

    /// <inheritdoc />
    public void End(FinishReason reason, in AnswerUsage usage)
    {
        var json = events.Begin("message_delta"u8);
        json.WriteStartObject("delta"u8);
        MessageJson.WriteStop(json, reason);
        json.WriteEndObject();
        MessageJson.WriteUsage(json, usage);
        events.End();

        events.Begin("message_stop"u8);
        events.End();
    }

    private void WriteDelta(AnswerBlock block, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, JsonElement text)
    {
        var json = events.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, block.Index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.Write(member, text);
        json.WriteEndObject();
        events.End();
    }
}
