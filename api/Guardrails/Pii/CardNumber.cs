namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// Payment card numbers: 12 to 19 digits, together or in groups of four or more, that begin and are as long as one of the card
/// schemes has them, and whose last digit is right by Luhn's rule.
/// </summary>
internal static class CardNumber
{
    /// <summary>Most digits.</summary>
    public const int Most = 19;

    /// <summary>Fewest digits of a group, but for the last.</summary>
    public const int SmallestGroup = 4;

    private const int Fewest = 12;

    /// <summary>Whether one begins at a digit that may begin a number.</summary>
    public static Probe At(in ScannedText text, int start)
    {
        Span<char> digits = stackalloc char[Most];
        int count = 0, group = 0, end = 0;
        for (var at = start; ; at++)
        {
            if (text.IsOpen(at)) return Probe.Undecided;
            var c = text[at];
            if (char.IsAsciiDigit(c))
            {
                if (count == Most) break;
                digits[count++] = c;
                group++;
                continue;
            }

            // A group has ended, and perhaps the number. The longest that is one counts.
            if (group > 0 && !Characters.IsWord(c) && IsCard(digits[..count])) end = at;
            if (group < SmallestGroup || !(Characters.IsSpace(c) || Characters.IsHyphen(c))) break;
            group = 0;
        }

        return end > 0 ? Probe.Until(end) : Probe.Nothing;
    }

    private static bool IsCard(ReadOnlySpan<char> digits) =>
        digits.Length is >= Fewest and <= Most && HasScheme(digits) && PassesLuhn(digits);

    private static bool HasScheme(ReadOnlySpan<char> digits)
    {
        var six = int.Parse(digits[..6]);
        return digits.Length switch
        {
            13 => IsVisa(six) || IsMaestro(six),
            14 => IsDiners(six) || IsMaestro(six),
            15 => six / 10_000 is 34 or 37 || IsMaestro(six),
            16 => IsVisa(six) || IsMastercard(six) || IsSixteenOrMore(six) || IsMaestro(six),
            19 => IsVisa(six) || IsSixteenOrMore(six) || IsMaestro(six),
            17 or 18 => IsSixteenOrMore(six) || IsMaestro(six),
            _ => IsMaestro(six),
        };
    }

    private static bool IsVisa(int six) => six / 100_000 is 4;

    private static bool IsMastercard(int six) => six / 10_000 is >= 51 and <= 55 || six / 100 is >= 2221 and <= 2720;

    private static bool IsDiners(int six) => six / 1000 is >= 300 and <= 305 || six / 100 is 3095 || six / 10_000 is 36 or 38 or 39;

    // Discover, Diners' newer numbers, JCB, UnionPay
    private static bool IsSixteenOrMore(int six) =>
        six / 100 is 6011 or (>= 3528 and <= 3589) || six / 1000 is >= 644 and <= 649 || six / 10_000 is 65 or 62 or 36 or 38 or 39
        || six / 1000 is >= 300 and <= 305;

    private static bool IsMaestro(int six) =>
        six / 100 is 5018 or 5020 or 5038 or 5893 or 6304 or 6759 or 6761 or 6762 or 6763;

    private static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = digits[^(index + 1)] - '0';
            if (index % 2 is 1) digit *= 2;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 is 0;
    }
}
