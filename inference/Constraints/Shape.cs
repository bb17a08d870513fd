namespace Andamento.Inference.Constraints;

/// <summary>What a schema asks of a value, every keyword understood.</summary>
internal abstract record Shape
{
    /// <summary>How many texts stand side by side in it at its beginning.</summary>
    public virtual int Width => 1;

    /// <summary>A value of which nothing is nested: a finished term.</summary>
    public sealed record Scalar(Term Term) : Shape
    {
        public override int Width => Term.Alternatives;
    }

    /// <summary>One of several; of none when no value fits.</summary>
    public sealed record OneOf(IReadOnlyList<Shape> Alternatives) : Shape
    {
        public override int Width { get; } = Alternatives.Sum(shape => shape.Width);
    }

    /// <summary>An object: its members in this order, then others.</summary>
    /// <param name="Members">The named members.</param>
    /// <param name="Others">What members of other names hold; null when there are none.</param>
    public sealed record Object(IReadOnlyList<Member> Members, ValueSlot? Others) : Shape
    {
        /// <summary>Names that are none of the named members'; null when there are no others, or none are named, or too many.</summary>
        // Known names are spelled in one way only, so comparing bytes is enough.
        public ByteMachine? OtherNames { get; } = Others is null || Members.Count == 0 ? null : ByteMachine.Build(
            terms =>
            {
                var taken = terms.Nothing;
                foreach (var member in Members) taken = terms.Choice(taken, terms.Bytes(JsonSpelling.Inner(member.Name)));
                return terms.Both(terms.Repeat(CodePoints.All.InJson(terms), 0, Terms.Unlimited), terms.Not(taken));
            },
            out _);
    }

    /// <summary>An array: the first items each with a schema of its own, then others.</summary>
    /// <param name="First">The first items.</param>
    /// <param name="Rest">What further items hold; null when there are none.</param>
    /// <param name="Least">At least so many items.</param>
    /// <param name="Most">At most so many, or <see cref="Terms.Unlimited"/>.</param>
    public sealed record Array(IReadOnlyList<ValueSlot> First, ValueSlot? Rest, int Least, int Most) : Shape;
}

/// <summary>A named member of an object.</summary>
internal sealed record Member(string Name, ValueSlot Value, bool Required);

/// <summary>A place for a value. Places may hold one another; that is how a schema refers to itself.</summary>
internal sealed class ValueSlot
{
    /// <summary>A height that no text has.</summary>
    public const int Endless = 1_000_000;

    /// <summary>What the value must be; set once, before anybody looks.</summary>
    public Shape Shape { get; set; } = new Shape.OneOf([]);

    /// <summary>Levels of nesting that the flattest value has; <see cref="Endless"/> when none ends.</summary>
    public int Height { get; set; } = Endless;
}
