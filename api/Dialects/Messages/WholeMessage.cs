using System.Text;
using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>An answer as one message.</summary>
internal sealed class WholeMessage(Utf8JsonWriter json, string requestId) : IAnswerListener
{
    private readonly StringBuilder _text = new(); // of the open block

    /// <inheritdoc />
    public void Begin(in AnswerBeginning head)
    {
        json.WriteStartObject();
        MessageJson.WriteHead(json, head, requestId);
        json.WriteStartArray("content"u8);
    }

    /// <inheritdoc />
    public void Open(AnswerBlock block) => _text.Clear();

    /// <inheritdoc />
    public void Append(AnswerBlock block, JsonElement text) => _text.Append(text.GetString());

    /// <inheritdoc />
    public void Close(AnswerBlock block)
    {
        json.WriteStartObject();
        MessageJson.WriteBlock(json, block);
        switch (block.Kind)
        {
            case BlockKind.Thinking:
                json.WriteString("thinking"u8, _text.ToString());
                json.WriteString("signature"u8, block.Signature ?? "");
                break;
            case BlockKind.Call: WriteInput(); break;
            case BlockKind.Redacted: break;
            default: json.WriteString("text"u8, _text.ToString()); break;
        }

        json.WriteEndObject();
    }

    /// <inheritdoc />
    public void End(FinishReason reason, in AnswerUsage usage)
    {
        json.WriteEndArray();
        MessageJson.WriteStop(json, reason);
        MessageJson.WriteUsage(json, usage);
        json.WriteEndObject();
    }

    private void WriteInput()
    {
        json.WritePropertyName("input"u8);
        if (ParseInput() is { } input)
        {
            input.WriteTo(json);
            return;
        }

        // A model wrote these. The caller's loop goes on with what is wrong in sight.
        json.WriteStartObject();
        if (_text.Length > 0) json.WriteString("_raw"u8, _text.ToString());
        json.WriteEndObject();
    }

    private JsonElement? ParseInput()
    {
        try
        {
            var input = JsonElement.Parse(_text.ToString());
            return input.ValueKind is JsonValueKind.Object ? input : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
