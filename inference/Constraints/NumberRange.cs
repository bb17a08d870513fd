using System.Text;

namespace Andamento.Inference.Constraints;

/// <summary>Numbers between two whole bounds, spelled digit by digit.</summary>
/// <param name="Least">The lower bound, itself allowed unless <paramref name="AboveLeast"/>.</param>
/// <param name="Most">The upper bound, itself allowed unless <paramref name="BelowMost"/>.</param>
/// <param name="AboveLeast">The lower bound itself is not allowed.</param>
/// <param name="BelowMost">The upper bound itself is not allowed.</param>
internal readonly record struct NumberRange(long Least, long Most, bool AboveLeast = false, bool BelowMost = false)
{
    /// <summary>The farthest from zero that a range reaches: 18 digits.</summary>
    public const long Farthest = 999_999_999_999_999_999;

    /// <summary>Whole numbers of the range, or nothing.</summary>
    public Term Integers(Terms terms)
    {
        var (least, most) = (AboveLeast ? Least + 1 : Least, BelowMost ? Most - 1 : Most);
        return terms.Choice(
            Digits(terms, Math.Max(least, 0), most),
            terms.Sequence(terms.One('-'), Digits(terms, Math.Max(-most, 1), -least)));
    }

    /// <summary>Numbers of the range, with or without decimals, or nothing.</summary>
    public Term Numbers(Terms terms) => terms.Choice(
        FromZero(terms, Least, Most, AboveLeast, BelowMost),
        terms.Sequence(terms.One('-'), FromZero(terms, -Most, -Least, BelowMost, AboveLeast)));

    // Not below zero. A number between the bounds has a whole part of at least the lower one, and of less than the upper one.
    private static Term FromZero(Terms terms, long least, long most, bool aboveLeast, bool belowMost)
    {
        if (least < 0) (least, aboveLeast) = (0, false);
        var fraction = JsonTerms.Fraction(terms);
        var inside = terms.Sequence(Digits(terms, aboveLeast ? least + 1 : least, most - 1), terms.Optional(fraction));
        var atLeast = aboveLeast && least < most
            ? terms.Sequence(Digits(terms, least, least), JsonTerms.FractionAboveZero(terms))
            : terms.Nothing;
        var atMost = belowMost || (aboveLeast && least == most) || most < least ? terms.Nothing : Digits(terms, most, most);
        return terms.Choice(inside, atLeast, atMost);
    }

    private static Term Digits(Terms terms, long least, long most)
    {
        var term = terms.Nothing;
        while (least <= most)
        {
            var low = Encoding.ASCII.GetBytes(least.ToString());
            var longest = long.Parse(new string('9', low.Length));
            var high = Encoding.ASCII.GetBytes(Math.Min(longest, most).ToString());
            term = terms.Choice(term, terms.Between(low, high, (byte)'0', (byte)'9'));
            least = longest + 1;
        }

        return term;
    }
}
