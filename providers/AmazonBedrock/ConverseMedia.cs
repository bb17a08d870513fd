using System.Text.Json;
using System.Text.RegularExpressions;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Images and documents of a chat. Bedrock fetches nothing from the web, so an address is refused.</summary>
internal static partial class ConverseMedia
{
    /// <summary>Writes an image, from the body or from a bucket.</summary>
    public static void WriteImage(Utf8JsonWriter json, JsonElement image)
    {
        var address = image.ValueKind is JsonValueKind.String ? image.GetString() : image.Text("url"u8);
        var format = address?.StartsWith("s3://", StringComparison.Ordinal) is true
            ? Path.GetExtension(address).TrimStart('.').ToLowerInvariant() is "jpg" ? "jpeg" : Path.GetExtension(address).TrimStart('.').ToLowerInvariant()
            : null;
        json.WriteStartObject();
        json.WriteStartObject("image"u8);
        if (format is not null)
        {
            json.WriteString("format"u8, format);
            json.WriteStartObject("source"u8);
            json.WriteStartObject("s3Location"u8);
            json.WriteString("uri"u8, address);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            var data = Inline(address);
            json.WriteString("format"u8, data.MediaType switch
            {
                "image/png" => "png",
                "image/jpeg" or "image/jpg" => "jpeg",
                "image/gif" => "gif",
                "image/webp" => "webp",
                _ => throw Fault.Unsupported("messages", $"this provider takes no image of the type {data.MediaType}"),
            });
            WriteBytes(json, data);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a document from the body.</summary>
    public static void WriteDocument(Utf8JsonWriter json, JsonElement file)
    {
        var data = Inline(file.Text("file_data"u8) ?? throw Fault.Unsupported("messages", "this provider takes files as file_data"));
        var name = file.Text("filename"u8) ?? "document";
        json.WriteStartObject();
        json.WriteStartObject("document"u8);
        json.WriteString("format"u8, Format(data.MediaType, name));
        json.WriteString("name"u8, Forbidden().Replace(Path.GetFileNameWithoutExtension(name), " ").Trim() is { Length: > 0 } kept ? kept : "document");
        WriteBytes(json, data);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Format(string? type, string name) => type switch
    {
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "text/html" => "html",
        "text/csv" => "csv",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => Path.GetExtension(name).TrimStart('.').ToLowerInvariant() is { Length: > 0 } extension
            ? extension
            : throw Fault.Unsupported("messages", $"this provider takes no document of the type {type}"),
    };

    private static DataUri Inline(string? address)
    {
        var data = DataUri.Parse(address, "messages");
        return data.Url is null
            ? data
            : throw Fault.Unsupported("messages", "this provider takes images and files as data URIs, not by their address");
    }

    private static void WriteBytes(Utf8JsonWriter json, DataUri data)
    {
        json.WriteStartObject("source"u8);
        json.WriteString("bytes"u8, data.Data);
        json.WriteEndObject();
    }

    [GeneratedRegex(@"[^a-zA-Z0-9\-()\[\]]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forbidden();
}
