using System.Globalization;
using System.Text;

namespace Andamento.Inference.Constraints;

/// <summary>Reads what stands for one character in an expression: a literal, an escape, or a class in brackets.</summary>
internal sealed class PatternClass(string text)
{
    private static readonly CodePoints Digits = CodePoints.Of(('0', '9'));
    private static readonly CodePoints Words = CodePoints.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    private static readonly CodePoints Spaces = CodePoints.Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>Any character but the end of a line.</summary>
    public static CodePoints Dot { get; } = CodePoints.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Negate();

    /// <summary>The character at the position.</summary>
    public static CodePoints Literal(string text, ref int at)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) is not System.Buffers.OperationStatus.Done)
        {
            throw new FormatException("it has half of a surrogate pair");
        }

        at += length;
        return CodePoints.Of((rune.Value, rune.Value));
    }

    /// <summary>The escape at the position.</summary>
    public static CodePoints Escape(string text, ref int at)
    {
        if (at + 1 == text.Length) throw new FormatException("it ends in a backslash");

        var start = at;
        at += 2;
        switch (text[start + 1])
        {
            case 'd': return Digits;
            case 'D': return Digits.Negate();
            case 'w': return Words;
            case 'W': return Words.Negate();
            case 's': return Spaces;
            case 'S': return Spaces.Negate();
            case 't': return One('\t');
            case 'n': return One('\n');
            case 'r': return One('\r');
            case 'f': return One('\f');
            case 'v': return One('\v');
            case '0': return One('\0');
            case 'x': return Hexadecimal(text, ref at, 2);
            case 'u': return Hexadecimal(text, ref at, 4);
            case var other when char.IsAsciiLetterOrDigit(other):
                throw new FormatException($"it has \\{other}, which is not supported, at character {start + 1}");
            default:
                at = start + 1;
                return Literal(text, ref at);
        }
    }

    /// <summary>The class that begins with a bracket at the position.</summary>
    public CodePoints Read(ref int at)
    {
        var start = at++;
        var negated = at < text.Length && text[at] == '^';
        if (negated) at++;
        var all = CodePoints.Of();
        while (at < text.Length && text[at] != ']') all = all.Union(Range(ref at));
        if (at == text.Length) throw new FormatException($"it has a '[' without ']', at character {start + 1}");

        at++;
        return negated ? all.Negate() : all;
    }

    private CodePoints Range(ref int at)
    {
        var first = Single(ref at);
        if (at + 1 >= text.Length || text[at] != '-' || text[at + 1] == ']') return first;

        at++;
        var last = Single(ref at);
        return CodePoints.Between(first, last) ?? throw new FormatException($"it has a range that cannot be read, before character {at + 1}");
    }

    private CodePoints Single(ref int at)
    {
        if (text[at] != '\\') return Literal(text, ref at);
        if (text.AsSpan(at).StartsWith("\\b"))
        {
            at += 2;
            return One('\b');
        }

        return Escape(text, ref at);
    }

    private static CodePoints Hexadecimal(string text, ref int at, int digits)
    {
        if (at + digits > text.Length || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, null, out var code)
            || !Rune.IsValid(code))
        {
            throw new FormatException($"it has an escape that cannot be read, at character {at - 1}");
        }

        at += digits;
        return One(code);
    }

    private static CodePoints One(int code) => CodePoints.Of((code, code));
}
