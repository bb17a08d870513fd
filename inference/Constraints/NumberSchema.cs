using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Reads what a schema says of numbers.</summary>
internal static class NumberSchema
{
    private static readonly string[] Bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

    public static Term Read(SchemaParts parts, SchemaTypes types, Terms terms)
    {
        var whole = !types.HasFlag(SchemaTypes.Fraction);
        if (!Bounds.Any(parts.Has)) return whole ? JsonTerms.Integer(terms) : JsonTerms.Number(terms);

        var range = new NumberRange(-NumberRange.Farthest, NumberRange.Farthest);
        foreach (var found in parts.All("minimum")) range = AtLeast(range, Bound(found, whole, up: true), excluded: false);
        foreach (var found in parts.All("exclusiveMinimum")) range = AtLeast(range, Bound(found, whole, up: false), excluded: true);
        foreach (var found in parts.All("maximum")) range = AtMost(range, Bound(found, whole, up: false), excluded: false);
        foreach (var found in parts.All("exclusiveMaximum")) range = AtMost(range, Bound(found, whole, up: true), excluded: true);
        return whole ? range.Integers(terms) : range.Numbers(terms);
    }

    private static NumberRange AtLeast(NumberRange range, long bound, bool excluded)
    {
        if (bound > range.Least) return range with { Least = bound, AboveLeast = excluded };
        return bound == range.Least ? range with { AboveLeast = range.AboveLeast || excluded } : range;
    }

    private static NumberRange AtMost(NumberRange range, long bound, bool excluded)
    {
        if (bound < range.Most) return range with { Most = bound, BelowMost = excluded };
        return bound == range.Most ? range with { BelowMost = range.BelowMost || excluded } : range;
    }

    // Whole numbers are counted from the next whole bound; numbers with decimals need a whole one.
    private static long Bound((JsonElement Value, string Path) found, bool whole, bool up)
    {
        if (found.Value.ValueKind is not JsonValueKind.Number || !found.Value.TryGetDecimal(out var bound))
            throw SchemaFault.At(found.Path, "is no number that answers can be held to.");

        var rounded = up ? decimal.Ceiling(bound) : decimal.Floor(bound);
        if (!whole && rounded != bound)
            throw SchemaFault.At(found.Path, "is no whole number; numbers can be held to whole bounds only.");
        return (long)Math.Clamp(rounded, -NumberRange.Farthest, NumberRange.Farthest);
    }
}
