using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Api.Guardrails.Texts;

namespace Andamento.Api.Guardrails.Streams;

/// <summary>A frame of our own, for text that was held back until no frame was left to carry it.</summary>
internal static class RestFrame
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the frame.</summary>
    /// <param name="model">A frame of the same answer, whose id and names it takes over.</param>
    /// <param name="place">Whose text it is.</param>
    /// <param name="text">The text.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> model, TextPlace place, string text)
    {
        var output = new ArrayBufferWriter<byte>(256 + text.Length);
        using var document = JsonDocument.Parse(model);
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name is "id" or "object" or "created" or "model" or "system_fingerprint") member.WriteTo(json);
            }

            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, place.Owner);
            WriteText(json, place, text);
            json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, TextPlace place, string text)
    {
        if (place.Member is TextPlace.Completion)
        {
            json.WriteString(TextPlace.Completion, text);
            return;
        }

        json.WriteStartObject("delta"u8);
        switch (place.Member)
        {
            case TextPlace.ToolCall:
                json.WriteStartArray(TextPlace.ToolCall);
                json.WriteStartObject();
                json.WriteNumber("index"u8, place.Item);
                WriteArguments(json, "function", text);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case TextPlace.LegacyCall:
                WriteArguments(json, TextPlace.LegacyCall, text);
                break;
            default:
                json.WriteString(place.Member, text);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter json, string function, string arguments)
    {
        json.WriteStartObject(function);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
    }
}
