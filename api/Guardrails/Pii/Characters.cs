namespace Andamento.Api.Guardrails.Pii;

/// <summary>The alphabet of numbers as people and models write them.</summary>
internal static class Characters
{
    /// <summary>A hyphen in any of the shapes that typesetters and models use.</summary>
    public static bool IsHyphen(char c) => c is '-' or (>= '\u2010' and <= '\u2013') or '\u2212';

    /// <summary>A space within a line.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\u00A0' or '\u2009' or '\u202F';

    /// <summary>What may stand between the groups of a number.</summary>
    public static bool IsSeparator(char c) => IsHyphen(c) || IsSpace(c) || c is '.';

    /// <summary>What would make a number part of a word.</summary>
    public static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_';

    /// <summary>True when a number may begin at a place: not inside a word, nor after a point or hyphen of a longer number.</summary>
    public static bool IsStart(in ScannedText text, int at) =>
        !IsWord(text[at - 1]) && text[at - 1] is not '+'
        && !(char.IsAsciiDigit(text[at - 2]) && (IsHyphen(text[at - 1]) || text[at - 1] is '.' or ',' or '/' or ':'));

    /// <summary>Whether a number that has ended here ends here: it is not part of a word, nor of a longer number.</summary>
    public static Probe Ended(in ScannedText text, int end)
    {
        if (text.IsOpen(end)) return Probe.Undecided;
        if (IsWord(text[end])) return Probe.Nothing;
        if (!IsHyphen(text[end]) && text[end] is not ('.' or '/')) return Probe.Until(end);
        return text.IsOpen(end + 1) ? Probe.Undecided
            : char.IsAsciiDigit(text[end + 1]) ? Probe.Nothing : Probe.Until(end);
    }

    /// <summary>Reads digits by a picture: <c>d</c> a digit, <c>-</c> a separator, anything else itself.</summary>
    public static Probe Matches(in ScannedText text, int start, string picture)
    {
        for (var index = 0; index < picture.Length; index++)
        {
            var at = start + index;
            if (text.IsOpen(at)) return Probe.Undecided;
            var fits = picture[index] switch
            {
                'd' => char.IsAsciiDigit(text[at]),
                '-' => IsSeparator(text[at]),
                var exactly => text[at] == exactly,
            };
            if (!fits) return Probe.Nothing;
        }

        return Ended(text, start + picture.Length);
    }
}
