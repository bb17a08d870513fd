using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Andamento.Api.Answers;

/// <summary>
/// A piece of a streamed text. Servers that count in UTF-16 end one within a character: half of a surrogate pair, as an escape, with the
/// other half in the next piece. JSON lets them.
/// </summary>
internal static class TextPiece
{
    /// <summary>The text of a JSON string, halves of pairs included.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException) // the one thing that a parsed string may be and a text may not
        {
            return Unescape(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
        }
    }

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var at = raw.IndexOf((byte)'\\'); at >= 0; at = raw.IndexOf((byte)'\\'))
        {
            var isUnicode = raw[at + 1] is (byte)'u';
            text.Append(Encoding.UTF8.GetString(raw[..at]));
            text.Append(isUnicode ? (char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier) : Short(raw[at + 1]));
            raw = raw[(at + (isUnicode ? 6 : 2))..];
        }

        return text.Append(Encoding.UTF8.GetString(raw)).ToString();
    }

    private static char Short(byte escape) => escape switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)escape, // quotes and slashes
    };
}
