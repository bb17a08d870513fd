namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// E-mail addresses as people use them: a name of letters, digits and <c>._%+-'</c> before the sign, and after it a domain whose
/// last label has letters only. Quoted names and addresses of machines by number are none.
/// </summary>
internal static class EmailAddress
{
    /// <summary>The longest name before the sign; what is longer is cut, not missed.</summary>
    public const int MaxName = 64;

    private const int MaxDomain = 253;

    /// <summary>Finds the address whose name is in the run of name characters that begins at, or goes on from, a place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The place. What is before it is done with.</param>
    public static EmailRun In(in ScannedText text, int from)
    {
        var sign = from;
        while (IsName(text[sign])) sign++;
        if (text.IsOpen(sign)) return new(sign, Math.Max(from, sign - MaxName), Probe.Undecided);
        if (text[sign] is not '@') return new(sign, sign, Probe.Nothing);

        var start = Math.Max(from, sign - MaxName);
        while (start < sign && !char.IsLetterOrDigit(text[start])) start++;
        return start == sign ? new(sign, sign, Probe.Nothing) : new(sign, start, Domain(text, sign + 1));
    }

    /// <summary>True for what a name may have. Scripts that write no spaces between words are left out: the name would be the sentence.</summary>
    public static bool IsName(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'' || IsAccented(c);

    private static Probe Domain(in ScannedText text, int start)
    {
        int at = start, label = start, end = 0;
        var letters = true;
        for (; at - start <= MaxDomain; at++)
        {
            var c = text[at];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' || IsAccented(c))
            {
                letters &= c is not '-' && !char.IsAsciiDigit(c);
                continue;
            }

            if (label > start && letters && at - label >= 2) end = at;
            if (c is not '.' || at == label) break;
            label = at + 1;
            letters = true;
        }

        return text.IsOpen(at) ? Probe.Undecided : end > 0 ? Probe.Until(end) : Probe.Nothing;
    }

    private static bool IsAccented(char c) => c is >= '\u00C0' and < '\u0530' && char.IsLetter(c);
}

/// <summary>A run of characters that may be a name.</summary>
/// <param name="End">Where the run ends.</param>
/// <param name="Start">Where the address begins, or may yet begin.</param>
/// <param name="Address">Whether there is one.</param>
internal readonly record struct EmailRun(int End, int Start, Probe Address);
