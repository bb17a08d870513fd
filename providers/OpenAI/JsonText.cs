using System.Text.Json;

namespace Andamento.Providers.OpenAI;

/// <summary>Small edits of JSON that stays bytes.</summary>
internal static class JsonText
{
    /// <summary>A text as JSON, quotes included.</summary>
    public static byte[] Quote(string text)
    {
        var escaped = JsonEncodedText.Encode(text).EncodedUtf8Bytes;
        var quoted = new byte[escaped.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        escaped.CopyTo(quoted.AsSpan(1));
        return quoted;
    }

    /// <summary>The JSON with the bytes of a range replaced.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> json, int start, int end, ReadOnlySpan<byte> value)
    {
        var result = new byte[json.Length - (end - start) + value.Length];
        json[..start].CopyTo(result);
        value.CopyTo(result.AsSpan(start));
        json[end..].CopyTo(result.AsSpan(start + value.Length));
        return result;
    }
}
