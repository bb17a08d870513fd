namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// Phone numbers: of the USA and Canada with their area code, <c>(212) 555-0123</c>, <c>1-212-555-0123</c>, ten bare digits only
/// after a word like "call"; and of any country as E.164 writes them, <c>+44 20 7946 0958</c>. Seven digits without an area code
/// are not told from other numbers.
/// </summary>
internal static class PhoneNumber
{
    private const int FewestDigits = 8;
    private const int MostDigits = 15;

    // How numbers are written that begin alike, and where the area code and the exchange stand in each.
    private static readonly (string Picture, int Area, int Exchange)[] Bracketed =
        [("(ddd) ddd-dddd", 1, 6), ("(ddd)ddd-dddd", 1, 5), ("(ddd)-ddd-dddd", 1, 6)];

    private static readonly (string Picture, int Area, int Exchange)[] Prefixed =
        [("1-ddd-ddd-dddd", 2, 6), ("1-(ddd) ddd-dddd", 3, 8), ("1-(ddd)ddd-dddd", 3, 7), ("1(ddd)ddd-dddd", 2, 6), ("1(ddd) ddd-dddd", 2, 7)];

    private static readonly (string Picture, int Area, int Exchange)[] Grouped = [("ddd-ddd-dddd", 0, 4)];

    private static readonly (string Picture, int Area, int Exchange)[] Bare = [("dddddddddd", 0, 3), ("1dddddddddd", 1, 4)];

    private static readonly NearbyWords Calling =
        new("phone", "call", "tel:", "tel.", " tel ", "mobile", "cell:", "cell ", "fax", "sms", "text me", "whatsapp", "dial");

    /// <summary>Whether one begins at a digit that may begin a number.</summary>
    public static Probe At(in ScannedText text, int start, int firstGroup) => firstGroup switch
    {
        1 => Any(text, start, Prefixed),
        3 => Any(text, start, Grouped),
        _ => Calling.Precede(text, start) ? Any(text, start, Bare) : Probe.Nothing,
    };

    /// <summary>Whether one begins at an opening bracket.</summary>
    public static Probe InBrackets(in ScannedText text, int bracket) => Any(text, bracket, Bracketed);

    /// <summary>Whether one begins at a plus sign.</summary>
    public static Probe International(in ScannedText text, int plus)
    {
        if (text.IsOpen(plus + 1)) return Probe.Undecided;
        if (text[plus + 1] is not (>= '1' and <= '9')) return Probe.Nothing;

        int digits = 0, end = 0, between = 0;
        for (var at = plus + 1; digits <= MostDigits; at++)
        {
            if (text.IsOpen(at)) return Probe.Undecided;
            if (char.IsAsciiDigit(text[at]))
            {
                digits++;
                between = 0;
                if (text.IsOpen(at + 1)) return Probe.Undecided;
                if (digits is >= FewestDigits and <= MostDigits && !Characters.IsWord(text[at + 1])) end = at + 1;
            }
            else if (++between > 2 || !(Characters.IsSeparator(text[at]) || text[at] is '(' or ')'))
            {
                break;
            }
        }

        return end > 0 ? Probe.Until(end) : Probe.Nothing;
    }

    private static Probe Any(in ScannedText text, int start, (string Picture, int Area, int Exchange)[] pictures)
    {
        var undecided = false;
        foreach (var (picture, area, exchange) in pictures)
        {
            var probe = Characters.Matches(text, start, picture);
            if (probe.End > 0 && text[start + area] >= '2' && text[start + exchange] >= '2') return probe;
            undecided |= probe.IsUndecided;
        }

        return undecided ? Probe.Undecided : Probe.Nothing;
    }
}
