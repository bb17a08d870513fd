namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// US social security numbers: <c>123-45-6789</c>, with hyphens or spaces; nine bare digits only after "SSN" or "social security".
/// Areas 000, 666 and 900 to 999, group 00 and serial 0000 were never issued and are none.
/// </summary>
internal static class SocialSecurityNumber
{
    private static readonly NearbyWords Names = new("ssn", "social security", "social-security", "soc sec");

    /// <summary>Whether one begins at a digit that may begin a number.</summary>
    public static Probe At(in ScannedText text, int start, bool bare)
    {
        var probe = Characters.Matches(text, start, bare ? "ddddddddd" : "ddd-dd-dddd");
        if (probe.End is 0) return probe;

        var fits = bare
            ? Names.Precede(text, start) && WasIssued(text, start, start + 3, start + 5)
            : SameSeparator(text[start + 3], text[start + 6]) && WasIssued(text, start, start + 4, start + 7);
        return fits ? probe : Probe.Nothing;
    }

    private static bool SameSeparator(char first, char second) =>
        (Characters.IsHyphen(first) && Characters.IsHyphen(second)) || (Characters.IsSpace(first) && Characters.IsSpace(second));

    private static bool WasIssued(in ScannedText text, int area, int group, int serial)
    {
        var number = text.Slice(area, area + 3);
        return number is not "000" and not "666" && number[0] is not '9'
            && text.Slice(group, group + 2) is not "00" && text.Slice(serial, serial + 4) is not "0000";
    }
}
