using System.Collections.Frozen;

namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// International bank account numbers: a country that has them, as long as that country has them, together or in groups of four,
/// with the right remainder by 97.
/// </summary>
internal static class Iban
{
    private const int GroupLength = 4;

    private static readonly FrozenDictionary<string, int> Lengths = Read(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 "
        + "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 "
        + "MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 "
        + "SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByCountry =
        Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether one begins at a letter that begins a word.</summary>
    public static Probe At(in ScannedText text, int start)
    {
        for (var index = 0; index < GroupLength; index++)
        {
            if (text.IsOpen(start + index)) return Probe.Undecided;
            if (index < 2 ? !char.IsAsciiLetter(text[start + index]) : !char.IsAsciiDigit(text[start + index])) return Probe.Nothing;
        }

        return ByCountry.TryGetValue(text.Slice(start, start + 2), out var length) ? Rest(text, start, length) : Probe.Nothing;
    }

    private static Probe Rest(in ScannedText text, int start, int length)
    {
        // The first four characters count last, so they are kept until then.
        int count = GroupLength, at = start + GroupLength, remainder = 0;
        while (count < length)
        {
            if (text.IsOpen(at)) return Probe.Undecided;
            if (count % GroupLength is 0 && (Characters.IsSpace(text[at]) || Characters.IsHyphen(text[at]))) at++;
            if (text.IsOpen(at)) return Probe.Undecided;
            if (!char.IsAsciiLetterOrDigit(text[at])) return Probe.Nothing;
            remainder = Append(remainder, text[at++]);
            count++;
        }

        for (var index = 0; index < GroupLength; index++) remainder = Append(remainder, text[start + index]);
        if (remainder is not 1) return Probe.Nothing;

        return text.IsOpen(at) ? Probe.Undecided : Characters.IsWord(text[at]) ? Probe.Nothing : Probe.Until(at);
    }

    // A letter counts as two digits, A as 10.
    private static int Append(int remainder, char c) => char.IsAsciiDigit(c)
        ? ((remainder * 10) + (c - '0')) % 97
        : ((remainder * 100) + (char.ToUpperInvariant(c) - 'A' + 10)) % 97;

    private static FrozenDictionary<string, int> Read(string table) => table.Split(' ').ToFrozenDictionary(
        static entry => entry[..2], static entry => int.Parse(entry.AsSpan(2)), StringComparer.OrdinalIgnoreCase);
}
