using System.Text;
using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>One item of a response's output: a block of the answer, and its text so far.</summary>
internal sealed class OutputItem(AnswerBlock block, string id)
{
    private readonly StringBuilder _text = new();

    /// <summary>The block.</summary>
    public AnswerBlock Block => block;

    /// <summary>Its id; well below the 64 characters that clients allow.</summary>
    public string Id => id;

    /// <summary>Its text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>What <c>status</c> says: in_progress, completed or incomplete.</summary>
    public string Status { get; set; } = "in_progress";

    /// <summary>More of its text.</summary>
    public void Append(string? text) => _text.Append(text);

    /// <summary>Writes the item.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="carry">Pack thinking so that the caller can send it back.</param>
    public void WriteTo(Utf8JsonWriter json, bool carry)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        switch (block.Kind)
        {
            case BlockKind.Call: WriteCall(json); break;
            case BlockKind.Thinking or BlockKind.Redacted: WriteReasoning(json, carry); break;
            default: WriteMessage(json); break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the one part of a message's content.</summary>
    public void WritePart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        if (block.Kind is BlockKind.Refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            json.WriteString("refusal"u8, text);
        }
        else
        {
            json.WriteString("type"u8, "output_text"u8);
            json.WriteString("text"u8, text);
            WriteNone(json, "annotations"u8);
            WriteNone(json, "logprobs"u8);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the one part of a reasoning's summary.</summary>
    public static void WriteSummary(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    /// <summary>Writes an empty list.</summary>
    public static void WriteNone(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private void WriteCall(Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("status"u8, Status);
        json.WriteString("call_id"u8, block.CallId);
        json.WriteString("name"u8, block.Name);
        json.WriteString("arguments"u8, Text);
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, Status);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        if (_text.Length > 0) WritePart(json, Text);
        json.WriteEndArray();
    }

    private void WriteReasoning(Utf8JsonWriter json, bool carry)
    {
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteString("status"u8, Status);
        json.WriteStartArray("summary"u8);
        if (_text.Length > 0) WriteSummary(json, Text);
        json.WriteEndArray();
        if (carry && CarriedThinking.Pack(block, Text) is { } packed) json.WriteString("encrypted_content"u8, packed);
    }
}
