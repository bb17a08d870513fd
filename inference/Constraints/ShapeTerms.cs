namespace Andamento.Inference.Constraints;

/// <summary>Writes shapes out as terms, one level of nesting at a time.</summary>
internal readonly struct ShapeTerms(Terms terms)
{
    /// <summary>Levels that an answer may nest, as many as readers of JSON usually take.</summary>
    public const int Deepest = 60;

    /// <summary>The texts of a shape at a depth.</summary>
    public Term Of(Shape shape, int depth) => shape switch
    {
        _ when depth + ShapeHeights.Of(shape) > Deepest => terms.Nothing,
        Shape.Scalar scalar => scalar.Term,
        Shape.OneOf one => OneOf(one, depth),
        Shape.Object known => Object(known, depth),
        Shape.Array list => Array(list, depth),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Term OneOf(Shape.OneOf one, int depth)
    {
        var term = terms.Nothing;
        foreach (var alternative in one.Alternatives) term = terms.Choice(term, Of(alternative, depth));
        return term;
    }

    private Term Inner(ValueSlot slot, int depth) =>
        depth + 1 + slot.Height > Deepest ? terms.Nothing : terms.Value(slot, depth + 1);

    // Backwards, from the closing brace: what may follow the first i members, with and without a member before.
    private Term Object(Shape.Object known, int depth)
    {
        var (first, later) = Others(known, depth);
        for (var i = known.Members.Count - 1; i >= 0; i--)
        {
            var member = known.Members[i];
            var text = Entry(terms.Bytes(JsonSpelling.Quote(member.Name)), Inner(member.Value, depth));
            var (asFirst, asLater) = (terms.Sequence(text, later), terms.Sequence(JsonTerms.Comma(terms), text, later));
            (first, later) = member.Required ? (asFirst, asLater) : (terms.Choice(asFirst, first), terms.Choice(asLater, later));
        }

        return terms.Sequence(terms.One('{'), first, terms.One('}'));
    }

    private (Term First, Term Later) Others(Shape.Object known, int depth)
    {
        if (known.Others is null) return (terms.End, terms.End);

        var name = known.OtherNames is { } names ? JsonTerms.Text(terms, names) : JsonTerms.Text(terms, 0, Terms.Unlimited);
        var entry = Entry(name, Inner(known.Others, depth));
        var later = terms.Repeat(terms.Sequence(JsonTerms.Comma(terms), entry), 0, Terms.Unlimited);
        return (terms.Optional(terms.Sequence(entry, later)), later);
    }

    private Term Entry(Term name, Term value) => terms.Sequence(name, terms.One(':'), JsonTerms.Space(terms), value);

    private Term Array(Shape.Array list, int depth)
    {
        var rest = list.Rest is null ? terms.Nothing : Inner(list.Rest, depth);
        var comma = JsonTerms.Comma(terms);
        var count = Math.Min(list.First.Count, list.Most);
        var start = Math.Max(count, 1); // what follows the items before it
        var later = start >= list.Most
            ? terms.End
            : terms.Repeat(terms.Sequence(comma, rest), Math.Max(list.Least - start, 0), list.Most == Terms.Unlimited ? Terms.Unlimited : list.Most - start);
        for (var i = start - 1; i >= 0; i--)
        {
            var item = i < count ? Inner(list.First[i], depth) : rest;
            later = terms.Sequence(i == 0 ? terms.End : comma, item, later);
            if (list.Least <= i) later = terms.Optional(later);
        }

        return terms.Sequence(terms.One('['), list.Most == 0 ? terms.End : later, terms.One(']'));
    }
}
