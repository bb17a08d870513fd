using System.Text.Json;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Responses;

/// <summary>A response as far as it has come: it is the whole answer at its end, and part of several events before.</summary>
internal sealed class ResponseState(ResponsesRequest request, string requestId) : IAnswerListener
{
    private readonly List<OutputItem> _items = [];
    private AnswerBeginning _head;
    private AnswerUsage? _usage;
    private string? _incomplete;

    /// <summary>What <c>status</c> says.</summary>
    public string Status { get; private set; } = "in_progress";

    /// <summary>The item of the open block.</summary>
    public OutputItem Current => _items[^1];

    /// <summary>Thinking is packed so that the caller can send it back.</summary>
    public bool CarriesThinking => request.WantsThinking;

    /// <inheritdoc />
    public void Begin(in AnswerBeginning head) => _head = head;

    /// <inheritdoc />
    public void Open(AnswerBlock block)
    {
        var prefix = block.Kind switch
        {
            BlockKind.Call => "fc",
            BlockKind.Thinking or BlockKind.Redacted => "rs",
            _ => "msg",
        };
        _items.Add(new(block, $"{prefix}_{requestId}_{block.Index}"));
    }

    /// <inheritdoc />
    public void Append(AnswerBlock block, JsonElement text) => Current.Append(text.GetString());

    /// <inheritdoc />
    public void Close(AnswerBlock block) => Current.Status = "completed";

    /// <inheritdoc />
    public void End(FinishReason reason, in AnswerUsage usage)
    {
        _usage = usage;
        _incomplete = reason switch
        {
            FinishReason.Length => "max_output_tokens",
            FinishReason.ContentFilter => "content_filter",
            _ => null,
        };
        Status = _incomplete is null ? "completed" : "incomplete";
        if (_incomplete is not null && _items.Count > 0) Current.Status = Status;
    }

    /// <summary>Writes the response. With a failure it is one that failed.</summary>
    public void WriteTo(Utf8JsonWriter json, ServingException? failed = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, $"resp_{requestId}");
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, _head.Created);
        json.WriteString("status"u8, failed is null ? Status : "failed");
        WriteError(json, failed);
        WriteIncomplete(json);
        json.WriteString("model"u8, _head.Model);
        json.WriteStartArray("output"u8);
        foreach (var item in _items) item.WriteTo(json, CarriesThinking);
        json.WriteEndArray();
        WriteUsage(json);
        request.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, ServingException? failed)
    {
        if (failed is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        // Typed clients know few codes; these are the two of them that say what to do.
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, Failure.Of(failed.Kind).Status is 429 ? "rate_limit_exceeded"u8 : "server_error"u8);
        json.WriteString("message"u8, failed.Message);
        json.WriteEndObject();
    }

    private void WriteIncomplete(Utf8JsonWriter json)
    {
        if (_incomplete is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, _incomplete);
        json.WriteEndObject();
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        if (_usage is not { } usage)
        {
            json.WriteNull("usage"u8); // it is not over
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.Prompt);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.Cached);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.Completion);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.Prompt + usage.Completion);
        json.WriteEndObject();
    }
}
