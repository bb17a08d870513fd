using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Andamento.Silo.Storage;

/// <summary>
/// The content of a record's file: one JSON object with the record and what proves it whole. The checksum covers the
/// record, the ETag and the key, so neither a torn file nor a copy under another name is taken for a record.
/// </summary>
internal static class RecordFile
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Makes the content.</summary>
    public static byte[] Write<T>(string key, string etag, T record)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(record, Json);
        var content = new ArrayBufferWriter<byte>(payload.Length + 256);
        using var json = new Utf8JsonWriter(content);
        json.WriteStartObject();
        json.WriteNumber("format"u8, Format);
        json.WriteString("key"u8, key);
        json.WriteString("etag"u8, etag);
        json.WriteString("sha256"u8, Checksum(key, etag, payload));
        json.WritePropertyName("record"u8);
        json.WriteRawValue(payload, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return content.WrittenSpan.ToArray();
    }

    /// <summary>Reads the content.</summary>
    /// <exception cref="InvalidDataException">It is torn, changed, of another record or of a newer format.</exception>
    public static (string ETag, T Record) Read<T>(string path, string key, byte[] content)
    {
        try
        {
            using var file = JsonDocument.Parse(content);
            var format = file.RootElement.GetProperty("format"u8).GetInt32();
            if (format > Format) throw Corrupt(path, $"has format {format}, and this version reads up to {Format}");

            var etag = file.RootElement.GetProperty("etag"u8).GetString()!;
            var record = file.RootElement.GetProperty("record"u8);
            var payload = JsonMarshal.GetRawUtf8Value(record);
            if (file.RootElement.GetProperty("key"u8).GetString() != key) throw Corrupt(path, $"is not that of '{key}'");
            if (file.RootElement.GetProperty("sha256"u8).GetString() != Checksum(key, etag, payload))
                throw Corrupt(path, "does not match its checksum");

            return (etag, record.Deserialize<T>(Json) ?? throw Corrupt(path, "holds no record"));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Corrupt(path, "is torn or was changed", broken);
        }
    }

    /// <summary>Reads the ETag alone.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string ReadETag(string path, byte[] content)
    {
        try
        {
            var json = new Utf8JsonReader(content);
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.ValueTextEquals("etag"u8) && json.Read())
                    return json.GetString()!;
            }
        }
        catch (JsonException broken)
        {
            throw Corrupt(path, "is torn or was changed", broken);
        }

        throw Corrupt(path, "has no ETag");
    }

    private static string Checksum(string key, string etag, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n{etag}\n"));
        hash.AppendData(payload);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static InvalidDataException Corrupt(string path, string fault, Exception? cause = null) =>
        new($"The record file '{path}' {fault}. Restore it from a backup, or remove it to start without it.", cause);
}
