using System.Text.Json;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Responses;

/// <summary>An answer as the events of a streamed response, numbered from 0.</summary>
internal sealed class ResponseEvents(EventWriter events, ResponseState state) : IAnswerListener
{
    private long _number;

    /// <inheritdoc />
    public void Begin(in AnswerBeginning head)
    {
        state.Begin(head);
        WriteResponse("response.created"u8);
        WriteResponse("response.in_progress"u8);
    }

    /// <inheritdoc />
    public void Open(AnswerBlock block)
    {
        state.Open(block);
        var json = Begin("response.output_item.added"u8);
        WriteItem(json);
        events.End();
        if (block.Kind is BlockKind.Text or BlockKind.Refusal) WritePart("response.content_part.added"u8, "");
        if (block.Kind is BlockKind.Thinking) WriteSummary("response.reasoning_summary_part.added"u8, "");
    }

    /// <inheritdoc />
    public void Append(AnswerBlock block, JsonElement text)
    {
        state.Append(block, text);
        var json = block.Kind switch
        {
            BlockKind.Text => BeginContent("response.output_text.delta"u8),
            BlockKind.Refusal => BeginContent("response.refusal.delta"u8),
            BlockKind.Thinking => BeginSummary("response.reasoning_summary_text.delta"u8),
            _ => BeginItem("response.function_call_arguments.delta"u8),
        };
        json.Write("delta"u8, text);
        if (block.Kind is BlockKind.Text) OutputItem.WriteNone(json, "logprobs"u8);
        events.End();
    }

    /// <inheritdoc />
    public void Close(AnswerBlock block)
    {
        state.Close(block);
        var text = state.Current.Text;
        switch (block.Kind)
        {
            case BlockKind.Text:
                var done = BeginContent("response.output_text.done"u8);
                done.WriteString("text"u8, text);
                OutputItem.WriteNone(done, "logprobs"u8);
                events.End();
                WritePart("response.content_part.done"u8, text);
                break;
            case BlockKind.Refusal:
                BeginContent("response.refusal.done"u8).WriteString("refusal"u8, text);
                events.End();
                WritePart("response.content_part.done"u8, text);
                break;
            case BlockKind.Thinking:
                BeginSummary("response.reasoning_summary_text.done"u8).WriteString("text"u8, text);
                events.End();
                WriteSummary("response.reasoning_summary_part.done"u8, text);
                break;
            case BlockKind.Call:
                var call = BeginItem("response.function_call_arguments.done"u8);
                call.WriteString("name"u8, block.Name);
                call.WriteString("arguments"u8, text);
                events.End();
                break;
        }

        WriteItem(Begin("response.output_item.done"u8));
        events.End();
    }

    /// <inheritdoc />
    public void End(FinishReason reason, in AnswerUsage usage)
    {
        state.End(reason, usage);
        WriteResponse(state.Status is "completed" ? "response.completed"u8 : "response.incomplete"u8);
    }

    /// <summary>The stream broke off. First what a reader of typed events looks for, then what makes every OpenAI client raise.</summary>
    public void Fail(ServingException failed)
    {
        state.WriteTo(BeginResponse("response.failed"u8), failed);
        events.End();

        var row = Failure.Of(failed.Kind);
        var json = Begin("error"u8);
        json.WriteString("code"u8, failed.Code ?? row.Code ?? row.ErrorCode);
        json.WriteString("message"u8, failed.Message);
        FailureBody.WriteParam(json, failed);
        FailureBody.WriteError(json, row, failed);
        events.End();
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        var json = events.Begin(type);
        json.WriteNumber("sequence_number"u8, _number++);
        return json;
    }

    private Utf8JsonWriter BeginResponse(ReadOnlySpan<byte> type)
    {
        var json = Begin(type);
        json.WritePropertyName("response"u8);
        return json;
    }

    private Utf8JsonWriter BeginItem(ReadOnlySpan<byte> type)
    {
        var json = Begin(type);
        json.WriteString("item_id"u8, state.Current.Id);
        json.WriteNumber("output_index"u8, state.Current.Block.Index);
        return json;
    }

    private Utf8JsonWriter BeginContent(ReadOnlySpan<byte> type)
    {
        var json = BeginItem(type);
        json.WriteNumber("content_index"u8, 0);
        return json;
    }

    private Utf8JsonWriter BeginSummary(ReadOnlySpan<byte> type)
    {
        var json = BeginItem(type);
        json.WriteNumber("summary_index"u8, 0);
        return json;
    }

    private void WriteResponse(ReadOnlySpan<byte> type)
    {
        state.WriteTo(BeginResponse(type));
        events.End();
    }

    private void WriteItem(Utf8JsonWriter json)
    {
        json.WriteNumber("output_index"u8, state.Current.Block.Index);
        json.WritePropertyName("item"u8);
        state.Current.WriteTo(json, state.CarriesThinking);
    }

    private void WritePart(ReadOnlySpan<byte> type, string text)
    {
        var json = BeginContent(type);
        json.WritePropertyName("part"u8);
        state.Current.WritePart(json, text);
        events.End();
    }

    private void WriteSummary(ReadOnlySpan<byte> type, string text)
    {
        var json = BeginSummary(type);
        json.WritePropertyName("part"u8);
        OutputItem.WriteSummary(json, text);
        events.End();
    }
}
