using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>The one way in which fixed texts of a schema are spelled: nothing is escaped that need not be.</summary>
internal static class JsonSpelling
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A string with its quotes.</summary>
    public static byte[] Quote(string text) => [(byte)'"', .. Inner(text), (byte)'"'];

    /// <summary>A string without its quotes.</summary>
    public static byte[] Inner(string text)
    {
        var bytes = new List<byte>(text.Length + 2);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is < ' ' or '"' or '\\') bytes.AddRange(Escape((char)rune.Value));
            else bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        }

        return [.. bytes];
    }

    /// <summary>A character that cannot stand in a JSON string as it is.</summary>
    public static byte[] Escape(char character) => character switch
    {
        '"' => [(byte)'\\', (byte)'"'],
        '\\' => [(byte)'\\', (byte)'\\'],
        '\b' => [(byte)'\\', (byte)'b'],
        '\f' => [(byte)'\\', (byte)'f'],
        '\n' => [(byte)'\\', (byte)'n'],
        '\r' => [(byte)'\\', (byte)'r'],
        '\t' => [(byte)'\\', (byte)'t'],
        _ => Encoding.ASCII.GetBytes($"\\u{(int)character:x4}"),
    };

    /// <summary>Any value, without white space.</summary>
    public static byte[] Compact(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String) return Quote(value.GetString()!);
        if (value.ValueKind is not JsonValueKind.Object and not JsonValueKind.Array) return Encoding.UTF8.GetBytes(value.GetRawText());

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed)) value.WriteTo(json);
        return stream.ToArray();
    }
}
