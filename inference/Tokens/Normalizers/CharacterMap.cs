using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>
/// SentencePiece's table of replacements (<c>precompiled_charsmap</c>): a double-array trie over UTF-8 whose values point into a
/// list of strings. A character as people see it (a grapheme) of less than six bytes is looked up whole, and its first known
/// beginning decides; else its code points are looked up one by one. Odd, but it is what models were trained with.
/// </summary>
internal sealed class CharacterMap : INormalizer
{
    private const int LongestGrapheme = 5;
    private readonly uint[] _units;
    private readonly string?[] _replacements; // by their position among the strings

    private CharacterMap(uint[] units, string?[] replacements) => (_units, _replacements) = (units, replacements);

    public static CharacterMap Read(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        var trieBytes = bytes.Length < 4 ? -1 : (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trieBytes < 4 || trieBytes % 4 is not 0 || trieBytes > bytes.Length - 4)
        {
            throw new FormatException("its precompiled_charsmap is broken");
        }

        var units = new uint[trieBytes / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + i * 4));
        return new(units, Strings(bytes.AsSpan(4 + (int)trieBytes)));
    }

    public string Normalize(string text)
    {
        var mapped = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[LongestGrapheme];
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var length = rest[0] < 0x80 && (rest.Length is 1 || rest[1] < 0x80 && rest[0] != '\r')
                ? 1
                : StringInfo.GetNextTextElementLength(rest);
            var grapheme = rest[..length];
            if (!TryAppend(grapheme, bytes, mapped))
            {
                while (grapheme.Length > 0)
                {
                    Rune.DecodeFromUtf16(grapheme, out _, out var units);
                    if (!TryAppend(grapheme[..units], bytes, mapped)) mapped.Append(grapheme[..units]);
                    grapheme = grapheme[units..];
                }
            }

            rest = rest[length..];
        }

        return mapped.ToString();
    }

    // A value is the place of a string, which a zero ends.
    private static string?[] Strings(ReadOnlySpan<byte> bytes)
    {
        var strings = new string?[bytes.Length];
        for (var start = 0; start < bytes.Length; start++)
        {
            if (start > 0 && bytes[start - 1] is not 0) continue;
            var end = bytes[start..].IndexOf((byte)0);
            strings[start] = Encoding.UTF8.GetString(end < 0 ? bytes[start..] : bytes.Slice(start, end));
        }

        return strings;
    }

    private bool TryAppend(ReadOnlySpan<char> part, Span<byte> bytes, StringBuilder mapped)
    {
        if (!Encoding.UTF8.TryGetBytes(part, bytes, out var count) || Find(bytes[..count]) is not { } found) return false;
        mapped.Append(found);
        return true;
    }

    private string? Find(ReadOnlySpan<byte> key)
    {
        var at = Offset(_units[0]);
        foreach (var octet in key)
        {
            if (octet is 0) return null;
            at ^= octet;
            if (at >= _units.Length || (_units[at] & 0x800000FF) != octet) return null;
            var unit = _units[at];
            at ^= Offset(unit);
            if ((unit & 0x100) is not 0 && at < _units.Length) // here ends a key
            {
                var value = _units[at] & 0x7FFFFFFF;
                return value < _replacements.Length ? _replacements[value] : null;
            }
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
