using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Andamento.Inference.Tokens;

/// <summary>
/// A pattern of a <c>tokenizer.json</c>. Those patterns see characters where .NET sees UTF-16 units, so a text with characters
/// of two units is searched as a shadow of itself: one unit each, of the same kind. A pattern comes from a file that a
/// stranger wrote, so no search may take longer than a few seconds.
/// </summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2), SearchTimeout = TimeSpan.FromSeconds(20);
    private readonly Regex _regex;

    private TextPattern(string pattern) => _regex = new Regex(
        pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled | RegexOptions.Multiline, MatchTimeout);

    /// <summary>Reads a pattern written as <c>{"String": ...}</c> or <c>{"Regex": ...}</c>.</summary>
    public static TextPattern Read(FilePart part)
    {
        var pattern = part.Part("pattern") ?? throw new FormatException($"its {part.Type} lacks 'pattern'");
        if (pattern.Text("String") is { } text) return new(Regex.Escape(text));
        return pattern.Text("Regex") is { } regex ? Of(regex) : throw new FormatException($"its {part.Type} has no known pattern");
    }

    /// <summary>A pattern in the spelling of Oniguruma.</summary>
    /// <exception cref="FormatException">It cannot be said in .NET.</exception>
    public static TextPattern Of(string regex)
    {
        try
        {
            return new(PatternTranslation.ToDotNet(regex));
        }
        catch (ArgumentException broken)
        {
            throw new FormatException($"its pattern '{regex}' is not known here: {broken.Message}", broken);
        }
    }

    /// <summary>Where the pattern is, in order.</summary>
    /// <exception cref="ModelException">It takes too long.</exception>
    public void Find(ReadOnlySpan<char> text, List<Range> found)
    {
        var shadow = text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? null : Shadow(text);
        var since = Stopwatch.GetTimestamp();
        try
        {
            // Positions in the shadow are counted on from match to match.
            int at = 0, unit = 0;
            foreach (var match in _regex.EnumerateMatches(shadow is null ? text : shadow))
            {
                var start = shadow is null ? match.Index : Advance(text, ref unit, ref at, match.Index);
                var end = shadow is null ? match.Index + match.Length : Advance(text, ref unit, ref at, match.Index + match.Length);
                found.Add(start..end);
                if ((found.Count & 0xFF) is 0 && Stopwatch.GetElapsedTime(since) > SearchTimeout) throw TooLong(null);
            }
        }
        catch (RegexMatchTimeoutException tooLong)
        {
            throw TooLong(tooLong);
        }
    }

    private static ModelException TooLong(Exception? cause) =>
        new(ModelFailure.BadInput, "The pattern of this model's tokenizer takes too long on this text.", cause);

    private static int Advance(ReadOnlySpan<char> text, ref int unit, ref int at, int target)
    {
        for (; at < target; at++) unit += char.IsHighSurrogate(text[unit]) ? 2 : 1;
        return unit;
    }

    private static string Shadow(ReadOnlySpan<char> text)
    {
        var shadow = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) shadow.Append(rune.IsBmp ? (char)rune.Value : StandIn(rune));
        return shadow.ToString();
    }

    // Any character of the kind serves that no pattern names by itself; ideographs stay ideographs.
    private static char StandIn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => '\u2C00',
        UnicodeCategory.LowercaseLetter => '\u2C30',
        UnicodeCategory.ModifierLetter => '\u02D0',
        UnicodeCategory.OtherLetter => rune.Value is >= 0x20000 and <= 0x3FFFF ? '\u3400' : '\u16A0',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u16EE',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.OtherPunctuation => '\u0965',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\u02C2',
        UnicodeCategory.Format => '\u2061',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.OtherNotAssigned => '\u0378',
        _ => '\u2600', // other symbols, such as emoji
    };
}
