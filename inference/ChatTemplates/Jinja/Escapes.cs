using System.Globalization;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Python's escapes in strings.</summary>
internal static class Escapes
{
    /// <summary>Appends what the escape at the beginning of some source stands for; says how long it is.</summary>
    public static int Append(StringBuilder text, ReadOnlySpan<char> source)
    {
        if (source.Length < 2) return 1;

        switch (source[1])
        {
            case 'n': text.Append('\n'); return 2;
            case 't': text.Append('\t'); return 2;
            case 'r': text.Append('\r'); return 2;
            case 'b': text.Append('\b'); return 2;
            case 'f': text.Append('\f'); return 2;
            case 'v': text.Append('\v'); return 2;
            case 'a': text.Append('\a'); return 2;
            case '0': text.Append('\0'); return 2;
            case '\n': return 2;
            case '\\' or '\'' or '"': text.Append(source[1]); return 2;
            case 'x': return AppendPoint(text, source, 2);
            case 'u': return AppendPoint(text, source, 4);
            case 'U': return AppendPoint(text, source, 8);
            default: text.Append(source[..2]); return 2; // Python keeps what it does not know
        }
    }

    private static int AppendPoint(StringBuilder text, ReadOnlySpan<char> source, int digits)
    {
        if (source.Length < digits + 2
            || !int.TryParse(source.Slice(2, digits), NumberStyles.AllowHexSpecifier, null, out var point) || point is < 0 or > 0x10FFFF)
        {
            throw new FormatException($"the escape \\{source[1]} in a string is broken");
        }

        if (point > char.MaxValue) text.Append(new Rune(point));
        else text.Append((char)point);
        return digits + 2;
    }
}
