namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// US bank numbers: routing numbers, nine digits that the Federal Reserve could have given out and whose checksum is right; and
/// account numbers, which have no checksum: 8 to 17 digits shortly after a word like "account".
/// </summary>
internal static class BankNumber
{
    /// <summary>Fewest digits of an account number.</summary>
    public const int Fewest = 8;

    /// <summary>Most digits of an account number.</summary>
    public const int Most = 17;

    private const int RoutingLength = 9;

    private static readonly NearbyWords Banking = new("account", "acct", "a/c", "checking", "savings", "routing", "direct deposit");

    /// <summary>Whether the digits between two places are one.</summary>
    public static Probe At(in ScannedText text, int start, int end) =>
        IsRouting(text.Slice(start, end)) || Banking.Precede(text, start) ? Characters.Ended(text, end) : Probe.Nothing;

    private static bool IsRouting(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not RoutingLength) return false;

        // The districts 01 to 12, the same for thrifts and for electronic transfers, and traveller's cheques.
        if (int.Parse(digits[..2]) is not ((>= 1 and <= 12) or (>= 21 and <= 32) or (>= 61 and <= 72) or 80)) return false;

        var sum = 0;
        for (var index = 0; index < digits.Length; index++) sum += (digits[index] - '0') * (index % 3) switch { 0 => 3, 1 => 7, _ => 1 };

        return sum % 10 is 0;
    }
}
