namespace Andamento.Inference.Constraints;

/// <summary>How deeply the flattest value of each place nests, found by repeating until nothing changes.</summary>
internal static class ShapeHeights
{
    public static void Measure(IReadOnlyCollection<ValueSlot> slots)
    {
        bool changed;
        do
        {
            changed = false;
            foreach (var slot in slots)
            {
                var height = Of(slot.Shape);
                changed |= height < slot.Height;
                slot.Height = height;
            }
        }
        while (changed);
    }

    public static int Of(Shape shape) => shape switch
    {
        Shape.Scalar scalar => scalar.Term is Term.Nothing ? ValueSlot.Endless : 0,
        Shape.OneOf one => one.Alternatives.Select(Of).DefaultIfEmpty(ValueSlot.Endless).Min(),
        Shape.Object known => 1 + Max(known.Members.Where(member => member.Required).Select(member => member.Value.Height)),
        Shape.Array list => 1 + Max(list.First.Take(list.Least).Select(slot => slot.Height)
            .Append(list.Least > list.First.Count ? list.Rest?.Height ?? ValueSlot.Endless : 0)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static int Max(IEnumerable<int> heights) => Math.Min(heights.DefaultIfEmpty(0).Max(), ValueSlot.Endless - 1);
}
