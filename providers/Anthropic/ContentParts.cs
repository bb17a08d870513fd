using System.Text;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>The parts of a message: each is translated, or refused; none is left out.</summary>
internal static class ContentParts
{
    /// <summary>Writes content as blocks, a text as one block.</summary>
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

    /// <summary>Writes a block of text; none for an empty text, which the provider refuses.</summary>
    public static void WriteText(Utf8JsonWriter json, JsonElement text, JsonElement cache = default)
    {
        if (text.ValueKind is not JsonValueKind.String) throw Fault.Malformed("messages", "a text part needs a text");
        if (text.ValueEquals(""u8)) return;

        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.Write("text"u8, text);
        if (cache.ValueKind is not JsonValueKind.Undefined) json.Write("cache_control"u8, cache);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, JsonElement part)
    {
        var cache = part.Member("cache_control"u8);
        switch (part.Text("type"u8))
        {
            case "text": WriteText(json, part.Member("text"u8), cache); break;
            case "refusal": WriteText(json, part.Member("refusal"u8), cache); break;
            case "image_url": WriteImage(json, part.Member("image_url"u8), cache); break;
            case "file": WriteFile(json, part.Member("file"u8), cache); break;
            case "thinking" or "redacted_thinking": part.WriteTo(json); break; // with its signature, as it came
            case "image" or "document" or "tool_use" or "tool_result" or "search_result":
                part.WriteTo(json); // in their own words
                break;
            case { } other: throw Fault.Unsupported("messages", $"this provider takes no {other} part");
            case null: throw Fault.Malformed("messages", "a part has no type");
        }
    }

    private static void WriteImage(Utf8JsonWriter json, JsonElement image, JsonElement cache)
    {
        var address = image.ValueKind is JsonValueKind.String ? image.GetString() : image.Text("url"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "image"u8);
        WriteSource(json, DataUri.Parse(address, "messages"));
        EndBlock(json, cache);
    }

    private static void WriteFile(Utf8JsonWriter json, JsonElement file, JsonElement cache)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "document"u8);
        if (file.Text("file_id"u8) is { } id)
        {
            json.WriteStartObject("source"u8);
            json.WriteString("type"u8, "file"u8);
            json.WriteString("file_id"u8, id);
            json.WriteEndObject();
        }
        else
        {
            WriteSource(json, DataUri.Parse(file.Text("file_data"u8) ?? file.Text("file_url"u8) ?? file.Text("url"u8), "messages"));
        }

        if (file.TryGet("filename"u8, out var name)) json.Write("title"u8, name);
        EndBlock(json, cache);
    }

    private static void WriteSource(Utf8JsonWriter json, DataUri data)
    {
        json.WriteStartObject("source"u8);
        if (data.Url is not null)
        {
            json.WriteString("type"u8, "url"u8);
            json.WriteString("url"u8, data.Url);
        }
        else if (data.MediaType is "text/plain")
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("media_type"u8, "text/plain"u8);
            json.WriteString("data"u8, Decode(data.Data!));
        }
        else
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, data.MediaType);
            json.WriteString("data"u8, data.Data);
        }

        json.WriteEndObject();
    }

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw Fault.Malformed("messages", "a data URI holds no base64");
        }
    }

    private static void EndBlock(Utf8JsonWriter json, JsonElement cache)
    {
        if (cache.ValueKind is not JsonValueKind.Undefined) json.Write("cache_control"u8, cache);
        json.WriteEndObject();
    }
}
