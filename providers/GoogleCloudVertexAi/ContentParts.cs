using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>The parts of a message: each is translated, or refused; none is left out.</summary>
internal static class ContentParts
{
    /// <summary>Writes content as parts, a text as one.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String: WriteText(json, content); break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray()) WritePart(json, part);
                break;
            case JsonValueKind.Undefined: break;
            default: throw Fault.Malformed("messages", "content must be a text or a list of parts");
        }
    }

    private static void WritePart(Utf8JsonWriter json, JsonElement part)
    {
        switch (part.Text("type"u8))
        {
            case "text": WriteText(json, part.Member("text"u8)); break;
            case "refusal": WriteText(json, part.Member("refusal"u8)); break;
            case "image_url":
                var image = part.Member("image_url"u8);
                WriteMedia(json, image.ValueKind is JsonValueKind.String ? image.GetString() : image.Text("url"u8), image.Text("format"u8));
                break;
            case "file":
                var file = part.Member("file"u8);
                WriteMedia(
                    json,
                    file.Text("file_data"u8) ?? file.Text("file_url"u8) ?? file.Text("url"u8) ?? file.Text("file_id"u8),
                    file.Text("format"u8) ?? MediaType.OfName(file.Text("filename"u8)));
                break;
            case "input_audio":
                var audio = part.Member("input_audio"u8);
                WriteInline(json, $"audio/{audio.Text("format"u8) ?? "wav"}", audio.Text("data"u8)
                    ?? throw Fault.Malformed("messages", "an input_audio part has no data"));
                break;
            case "thinking" or "redacted_thinking": break; // another provider's, which Gemini cannot read
            case { } other: throw Fault.Unsupported("messages", $"this provider takes no {other} part");
            case null: throw Fault.Malformed("messages", "a part has no type");
        }
    }

    private static void WriteText(Utf8JsonWriter json, JsonElement text)
    {
        if (text.ValueKind is not JsonValueKind.String) throw Fault.Malformed("messages", "a text part needs a text");

        json.WriteStartObject();
        json.Write("text"u8, text);
        json.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter json, string? address, string? type)
    {
        var stored = address?.StartsWith("gs://", StringComparison.Ordinal) is true;
        var data = stored ? new(null, null, address) : DataUri.Parse(address, "messages");
        if (data.Url is null)
        {
            WriteInline(json, data.MediaType!, data.Data!);
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("fileData"u8);
        json.WriteString("mimeType"u8, type ?? (Uri.TryCreate(data.Url, UriKind.Absolute, out var uri) ? MediaType.OfName(uri.AbsolutePath) : null) ?? throw Fault.Unsupported(
            "messages", "this provider must be told the type of what is at an address: name it in the member format, such as image/png"));
        json.WriteString("fileUri"u8, data.Url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInline(Utf8JsonWriter json, string type, string data)
    {
        json.WriteStartObject();
        json.WriteStartObject("inlineData"u8);
        json.WriteString("mimeType"u8, type);
        json.WriteString("data"u8, data);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
