using System.Text;

namespace Andamento.Inference.Constraints;

/// <summary>A set of Unicode characters, as ranges that neither touch nor hold surrogates. Immutable.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF, FirstSurrogate = 0xD800, LastSurrogate = 0xDFFF;

    private static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF, Last];

    private readonly List<(int First, int Last)> _ranges = [];

    private CodePoints(IEnumerable<(int First, int Last)> ranges)
    {
        foreach (var (first, last) in ranges.Order())
        {
            if (_ranges.Count > 0 && first <= _ranges[^1].Last + 1)
            {
                _ranges[^1] = (_ranges[^1].First, Math.Max(_ranges[^1].Last, last));
            }
            else
            {
                _ranges.Add((first, last));
            }
        }
    }

    public static CodePoints All { get; } = Of((0, Last));

    public static CodePoints Of(params IReadOnlyList<(int First, int Last)> ranges) => new(ranges);

    /// <summary>From one single character to another; null when they are no such two.</summary>
    public static CodePoints? Between(CodePoints first, CodePoints last) =>
        first.Single is { } low && last.Single is { } high && low <= high ? Of((low, high)) : null;

    private int? Single => _ranges is [var (first, last)] && first == last ? first : null;

    public CodePoints Union(CodePoints other) => new([.. _ranges, .. other._ranges]);

    public CodePoints Negate()
    {
        var gaps = new List<(int First, int Last)>();
        var from = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > from) gaps.Add((from, first - 1));
            from = last + 1;
        }

        if (from <= Last) gaps.Add((from, Last));
        return new(gaps);
    }

    /// <summary>One character of the set, as JSON strings spell it: as it is, and escaped where it must be.</summary>
    public Term InJson(Terms terms)
    {
        var term = terms.Nothing;
        foreach (var (first, last) in _ranges)
        {
            for (var code = first; code <= last && code < ' '; code++) term = terms.Choice(term, Escaped(terms, code));
            foreach (var special in "\"\\")
            {
                if (special >= first && special <= last) term = terms.Choice(term, Escaped(terms, special));
            }

            term = terms.Choice(
                term,
                Part(terms, first, last, ' ', '!'),
                Part(terms, first, last, '#', '['),
                Part(terms, first, last, ']', FirstSurrogate - 1),
                Part(terms, first, last, LastSurrogate + 1, Last));
        }

        return term;
    }

    // The one spelling that both System.Text.Json and JSON.stringify can read back, and that names are compared in.
    private static Term Escaped(Terms terms, int code) => terms.Bytes(JsonSpelling.Escape((char)code));

    private static Term Part(Terms terms, int first, int last, int from, int to)
    {
        (first, last) = (Math.Max(first, from), Math.Min(last, to));
        var term = terms.Nothing;
        foreach (var longest in LastOfLength)
        {
            if (first > last) break;

            var end = Math.Min(last, longest);
            if (first <= end) term = terms.Choice(term, SameLength(terms, new Rune(first), new Rune(end)));
            first = Math.Max(first, end + 1);
        }

        return term;
    }

    private static Term SameLength(Terms terms, Rune first, Rune last)
    {
        Span<byte> low = stackalloc byte[4], high = stackalloc byte[4];
        var length = first.EncodeToUtf8(low);
        last.EncodeToUtf8(high);
        return terms.Between(low[..length], high[..length], 0x80, 0xBF);
    }
}
