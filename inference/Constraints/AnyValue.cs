namespace Andamento.Inference.Constraints;

/// <summary>JSON without a schema.</summary>
internal static class AnyValue
{
    /// <summary>Any object.</summary>
    public static ValueSlot Object(Terms terms) => new() { Shape = new Shape.Object([], Any(terms)), Height = 1 };

    private static ValueSlot Any(Terms terms)
    {
        var any = new ValueSlot { Height = 0 };
        any.Shape = new Shape.OneOf(
        [
            new Shape.Object([], any),
            new Shape.Array([], any, 0, Terms.Unlimited),
            new Shape.Scalar(terms.Choice(
                JsonTerms.Text(terms, 0, Terms.Unlimited), JsonTerms.Number(terms), JsonTerms.Boolean(terms), JsonTerms.Null(terms))),
        ]);
        return any;
    }
}
