using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>Content of items as parts of messages.</summary>
internal static class ResponsesContent
{
    /// <summary>Writes the member <c>content</c>; a single text as such, which every model takes.</summary>
    public static void Write(Utf8JsonWriter json, BodyPart content)
    {
        if (content.IsText)
        {
            json.Write("content"u8, content.Value);
            return;
        }

        List<BodyPart> parts = [.. content.Objects()];
        if (parts is [var only] && IsText(only))
        {
            json.WriteString("content"u8, only.RequireText("text"));
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var part in parts) WritePart(json, part);
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, BodyPart part)
    {
        json.WriteStartObject();
        switch (part.RequireText("type"))
        {
            case "input_text" or "output_text" or "text":
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, part.RequireText("text"));
                break;
            case "refusal":
                json.WriteString("type"u8, "refusal"u8);
                json.WriteString("refusal"u8, part.RequireText("refusal"));
                break;
            case "input_image":
                json.WriteString("type"u8, "image_url"u8);
                WriteImage(json, part);
                break;
            case "input_file":
                json.WriteString("type"u8, "file"u8);
                WriteFile(json, part);
                break;
            case "input_audio":
                json.WriteString("type"u8, "input_audio"u8);
                json.Write("input_audio"u8, part.Require("input_audio").Value);
                break;
            default: throw part.Wrong("type", "must be input_text, input_image, input_file, input_audio, output_text or refusal.");
        }

        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, BodyPart part)
    {
        RefuseStored(part);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, part.RequireText("image_url"));
        json.Copy(part, "detail");
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, BodyPart part)
    {
        RefuseStored(part);
        if (part.Find("file_data") is null && part.Find("file_url") is null) throw part.Wrong("file_data", "is missing.");

        json.WriteStartObject("file"u8);
        json.Copy(part, "file_data");
        json.Copy(part, "file_url");
        json.Copy(part, "filename");
        json.WriteEndObject();
    }

    private static void RefuseStored(BodyPart part)
    {
        if (part.Find("file_id") is { } id) throw id.Wrong("is not supported: files are not stored here. Send the data, or a web address.");
    }

    private static bool IsText(BodyPart part) => part.Text("type") is "input_text" or "output_text" or "text";
}
