using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens;

/// <summary>
/// Takes characters apart (Unicode NFD) and drops the accents. <see cref="string.Normalize()"/> would do, but it changes
/// nothing when globalization is invariant, as it is in our servers.
/// </summary>
internal static class Accents
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Vowels = 21, Tails = 28;
    private const int FirstLead = 0x1100, FirstVowel = 0x1161, BeforeFirstTail = 0x11A7;
    private static readonly FrozenDictionary<int, string> Bases = Read();

    /// <summary>Appends what is left of a character without its accents: nothing for an accent itself.</summary>
    public static void AppendStripped(StringBuilder text, Rune rune)
    {
        if (rune.IsAscii) text.Append((char)rune.Value);
        else if (rune.Value is >= FirstSyllable and <= LastSyllable) AppendHangul(text, rune.Value - FirstSyllable);
        else if (Bases.TryGetValue(rune.Value, out var bases)) text.Append(bases);
        else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark) text.Append(rune);
    }

    private static void AppendHangul(StringBuilder text, int syllable)
    {
        text.Append((char)(FirstLead + syllable / (Vowels * Tails)));
        text.Append((char)(FirstVowel + syllable / Tails % Vowels));
        if (syllable % Tails is not 0 and var tail) text.Append((char)(BeforeFirstTail + tail));
    }

    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(Accents).Assembly.GetManifestResourceStream("Decompositions.txt")!;
        using var lines = new StreamReader(stream);
        var bases = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            foreach (var entry in line.Split(';'))
            {
                var sides = entry.Split('<');
                var kept = string.Concat(Points(sides[0]).Select(point => new Rune(point).ToString()));
                foreach (var composed in Points(sides[1])) bases.Add(composed, kept);
            }
        }

        return bases.ToFrozenDictionary();
    }

    private static IEnumerable<int> Points(string hex) =>
        hex.Split(' ').Select(point => int.Parse(point, NumberStyles.HexNumber));
}
