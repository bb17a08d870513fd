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

    // The place of the area code, and of the exchange, in each.
    private static readonly (string Picture, int Area, int Exchange)[] Grouped =
    [
        ("ddd-ddd-dddd", 0, 4), ("(ddd) ddd-dddd", 1, 6), ("(ddd)ddd-dddd", 1, 5), ("(ddd)-ddd-dddd", 1, 6),
        ("1-ddd-ddd-dddd", 2, 6), ("1-(ddd) ddd-dddd", 3, 8), ("1 (ddd)ddd-dddd", 3, 7), ("1(ddd)ddd-dddd", 2, 6),
    ];

    private static readonly (string Picture, int Area, int Exchange)[] Bare = [("dddddddddd", 0, 3), ("1dddddddddd", 1, 4)];

    private static readonly NearbyWords Calling =
        new("phone", "call", "tel:", "tel.", " tel ", "mobile", "cell:", "cell ", "fax", "sms", "text me", "whatsapp", "dial");

    /// <summary>Whether one begins at a digit or an opening bracket that may begin a number.</summary>
    public static Probe At(in ScannedText text, int start)
    {
        var grouped = Any(text, start, Grouped);
        if (grouped.End > 0) return grouped;
        var bare = Any(text, start, Bare);
        if (bare.End > 0) return Calling.Precede(text, start) ? bare : Probe.Nothing;
        return grouped.IsUndecided || bare.IsUndecided ? Probe.Undecided : Probe.Nothing;
    }

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
