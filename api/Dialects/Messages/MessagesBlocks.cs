using System.Text;
using System.Text.Json;

namespace Andamento.Api.Dialects.Messages;

/// <summary>Blocks of content as parts. One that has no unified shape goes on in its own words, for a provider that knows them.</summary>
internal static class MessagesBlocks
{
    /// <summary>Writes the member <c>content</c>.</summary>
    public static void WriteContent(Utf8JsonWriter json, BodyPart content)
    {
        if (content.IsText) json.Write("content"u8, content.Value);
        else WriteContent(json, [.. content.Objects()]);
    }

    /// <summary>Writes the member <c>content</c>; a single plain text as such, which every model takes.</summary>
    public static void WriteContent(Utf8JsonWriter json, List<BodyPart> blocks)
    {
        if (blocks is [var only] && only.Text("type") is "text" && only.Find("cache_control") is null)
        {
            json.WriteString("content"u8, only.RequireText("text"));
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var block in blocks) WritePart(json, block);
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, BodyPart block)
    {
        switch (block.RequireText("type"))
        {
            case "text":
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, block.RequireText("text"));
                json.Copy(block, "cache_control");
                json.WriteEndObject();
                break;
            case "image" when Address(block.Require("source")) is { } address: WriteImage(json, block, address); break;
            case "document" when IsPlain(block) && Address(block.Require("source")) is { } address: WriteFile(json, block, address); break;
            default: block.Value.WriteTo(json); break;
        }
    }

    private static void WriteImage(Utf8JsonWriter json, BodyPart block, string address)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, address);
        json.WriteEndObject();
        json.Copy(block, "cache_control");
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, BodyPart block, string address)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.WriteString(address.StartsWith("data:", StringComparison.Ordinal) ? "file_data"u8 : "file_url"u8, address);
        json.WriteOptional("filename"u8, block.Text("title"));
        json.WriteEndObject();
        json.Copy(block, "cache_control");
        json.WriteEndObject();
    }

    // A data URI or a web address; null for a source that only Anthropic can open.
    private static string? Address(BodyPart source) => source.AsObject().RequireText("type") switch
    {
        "base64" => $"data:{source.RequireText("media_type")};base64,{source.RequireText("data")}",
        "text" => $"data:text/plain;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(source.RequireText("data")))}",
        "url" => source.RequireText("url"),
        _ => null,
    };

    private static bool IsPlain(BodyPart document) => document.Find("citations") is null && document.Find("context") is null;
}
