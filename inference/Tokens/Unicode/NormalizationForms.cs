using System.Text;

namespace Andamento.Inference.Tokens.Unicode;

/// <summary>
/// Unicode's normal forms. <see cref="string.Normalize()"/> would do, but it changes nothing when globalization is invariant,
/// as it is in our servers.
/// </summary>
internal static class NormalizationForms
{
    private const int FirstSyllable = 0xAC00, Syllables = 11172, FirstLead = 0x1100, Leads = 19;
    private const int FirstVowel = 0x1161, Vowels = 21, BeforeFirstTail = 0x11A7, Tails = 28;
    private static readonly Lazy<NormalizationTable> Table = new(NormalizationTable.Read);

    /// <summary>The text in NFC, NFD, NFKC or NFKD.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    /// <param name="compatible">Replaces what is only a way of writing something else (K).</param>
    /// <param name="compose">Puts together what was taken apart (C).</param>
    public static string Normalize(string text, bool compatible, bool compose)
    {
        if (Ascii.IsValid(text)) return text;

        var points = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, compatible, points);
        Order(points);
        if (compose) Compose(points);
        return Text(points);
    }

    private static void Decompose(int point, bool compatible, List<int> points)
    {
        if (point < 0x80) points.Add(point);
        else if (point - FirstSyllable is >= 0 and < Syllables and var syllable) DecomposeHangul(syllable, points);
        else if ((compatible ? Table.Value.Compatible : Table.Value.Canonical).TryGetValue(point, out var parts)) points.AddRange(parts);
        else points.Add(point);
    }

    private static void DecomposeHangul(int syllable, List<int> points)
    {
        points.Add(FirstLead + syllable / (Vowels * Tails));
        points.Add(FirstVowel + syllable / Tails % Vowels);
        if (syllable % Tails is not 0 and var tail) points.Add(BeforeFirstTail + tail);
    }

    // Marks on one letter stand in the order of their classes. Sorting keeps this linear but for a logarithm, however many there are.
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (Class(points[start]) is 0) continue;

            var end = start + 1;
            var ordered = true;
            for (; end < points.Count && Class(points[end]) is not 0 and var next; end++)
            {
                ordered &= Class(points[end - 1]) <= next;
            }

            if (!ordered)
            {
                var sorted = points[start..end].OrderBy(Class).ToList(); // stable, as it must be
                for (var i = 0; i < sorted.Count; i++) points[start + i] = sorted[i];
            }

            start = end;
        }
    }

    private static void Compose(List<int> points)
    {
        var starter = -1;
        var kept = 0;
        var lastClass = -1; // of what stands between the starter and here
        foreach (var point in points.ToArray())
        {
            var itsClass = Class(point);
            if (starter >= 0 && lastClass < itsClass && Pair(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }

            if (itsClass is 0)
            {
                starter = kept;
                lastClass = -1;
            }
            else
            {
                lastClass = itsClass;
            }

            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
        {
            return FirstSyllable + (lead * Vowels + vowel) * Tails;
        }

        if (first - FirstSyllable is >= 0 and < Syllables and var syllable && syllable % Tails is 0
            && second - BeforeFirstTail is > 0 and < Tails and var tail)
        {
            return first + tail;
        }

        return Table.Value.Pairs.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int Class(int point) => point < 0x300 ? 0 : Table.Value.Classes.GetValueOrDefault(point);

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (point < char.MaxValue) text.Append((char)point);
            else text.Append(new Rune(point));
        }

        return text.ToString();
    }
}
