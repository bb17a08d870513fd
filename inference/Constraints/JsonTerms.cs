namespace Andamento.Inference.Constraints;

/// <summary>The parts of JSON that no schema changes.</summary>
internal static class JsonTerms
{
    /// <summary>Digits of a whole number: what a 64-bit integer holds, so that a weak model comes to an end.</summary>
    private const int MostDigits = 19, MostDecimals = 17, MostExponentDigits = 2;

    /// <summary>After a comma and after a colon: one space, or none.</summary>
    public static Term Space(Terms terms) => terms.Optional(terms.One(' '));

    public static Term Comma(Terms terms) => terms.Sequence(terms.One(','), Space(terms));

    /// <summary>A string, counted in characters.</summary>
    public static Term Text(Terms terms, int least, int most) =>
        terms.Sequence(terms.One('"'), terms.Repeat(Character(terms), least, most), terms.One('"'));

    /// <summary>A string of a ready content.</summary>
    public static Term Text(Terms terms, ByteMachine content) =>
        terms.Sequence(terms.One('"'), terms.Inside(content, 0), terms.One('"'));

    /// <summary>Any whole number.</summary>
    public static Term Integer(Terms terms) => terms.Sequence(terms.Optional(terms.One('-')), Whole(terms));

    /// <summary>Any number.</summary>
    public static Term Number(Terms terms) => terms.Sequence(
        Integer(terms),
        terms.Optional(Fraction(terms)),
        terms.Optional(terms.Sequence(
            terms.Choice(terms.One('e'), terms.One('E')),
            terms.Optional(terms.Choice(terms.One('+'), terms.One('-'))),
            terms.Repeat(Digit(terms), 1, MostExponentDigits))));

    /// <summary>A point and decimals.</summary>
    public static Term Fraction(Terms terms) => terms.Sequence(terms.One('.'), terms.Repeat(Digit(terms), 1, MostDecimals));

    /// <summary>A point and decimals of which the last is not zero.</summary>
    public static Term FractionAboveZero(Terms terms) =>
        terms.Sequence(terms.One('.'), terms.Repeat(Digit(terms), 0, MostDecimals - 1), terms.One('1', '9'));

    public static Term Boolean(Terms terms) => terms.Choice(terms.Bytes("true"u8), terms.Bytes("false"u8));

    public static Term Null(Terms terms) => terms.Bytes("null"u8);

    // All that a JSON string may hold for one character. Half a surrogate pair is no character.
    private static Term Character(Terms terms)
    {
        var hex = terms.Choice(Digit(terms), terms.One('a', 'f'), terms.One('A', 'F'));
        var d = terms.Choice(terms.One('d'), terms.One('D'));
        var highEnd = terms.Sequence(terms.Choice(terms.One('8', '9'), terms.One('a', 'b'), terms.One('A', 'B')), hex, hex);
        var lowEnd = terms.Sequence(terms.Choice(terms.One('c', 'f'), terms.One('C', 'F')), hex, hex);
        var whole = terms.Choice(
            terms.Sequence(terms.Choice(Digit(terms), terms.One('a', 'c'), terms.One('e', 'f'), terms.One('A', 'C'), terms.One('E', 'F')), hex, hex, hex),
            terms.Sequence(d, terms.One('0', '7'), hex, hex));
        var escape = terms.Choice(
            terms.One(Set("\"\\/bfnrt")),
            terms.Sequence(terms.One('u'), terms.Choice(whole, terms.Sequence(d, highEnd, terms.Bytes("\\u"u8), d, lowEnd))));
        return terms.Choice(Plain.InJson(terms), terms.Sequence(terms.One('\\'), escape));
    }

    private static CodePoints Plain { get; } = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\')).Negate();

    private static Term Whole(Terms terms) =>
        terms.Choice(terms.One('0'), terms.Sequence(terms.One('1', '9'), terms.Repeat(Digit(terms), 0, MostDigits - 1)));

    private static Term Digit(Terms terms) => terms.One('0', '9');

    private static ByteSet Set(string characters)
    {
        var set = default(ByteSet);
        foreach (var character in characters) set |= ByteSet.Of((byte)character);
        return set;
    }
}
