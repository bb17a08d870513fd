namespace Andamento.Inference.Constraints;

/// <summary>Bytes that a term never tells apart.</summary>
internal static class ByteClasses
{
    /// <summary>The class of each byte, and one byte of each class.</summary>
    public static (byte[] Classes, byte[] Samples) Of(Term term)
    {
        var sets = new HashSet<ByteSet>();
        Collect(term, sets, []);

        var classes = new byte[256];
        var count = 1;
        foreach (var set in sets) count = Split(classes, count, set);

        var samples = new byte[count];
        for (var value = 0; value < 256; value++) samples[classes[value]] = (byte)value;
        return (classes, samples);
    }

    // Every class that the set cuts in two gives its inner part to a new class.
    private static int Split(byte[] classes, int count, ByteSet set)
    {
        Span<int> inside = stackalloc int[256], all = stackalloc int[256], moved = stackalloc int[256];
        inside.Clear();
        all.Clear();
        moved.Fill(-1);
        for (var value = 0; value < 256; value++)
        {
            all[classes[value]]++;
            if (set.Contains((byte)value)) inside[classes[value]]++;
        }

        for (var value = 0; value < 256; value++)
        {
            int old = classes[value];
            if (!set.Contains((byte)value) || inside[old] == all[old]) continue;
            if (moved[old] < 0) moved[old] = count++;
            classes[value] = (byte)moved[old];
        }

        return count;
    }

    private static void Collect(Term term, HashSet<ByteSet> sets, HashSet<Term> seen)
    {
        while (seen.Add(term))
        {
            switch (term)
            {
                case Term.One one:
                    sets.Add(one.Set);
                    return;
                case Term.Sequence sequence:
                    Collect(sequence.First, sets, seen);
                    term = sequence.Rest;
                    break;
                case Term.Choice choice:
                    Collect(choice.Left, sets, seen);
                    term = choice.Right;
                    break;
                case Term.Both both:
                    Collect(both.Left, sets, seen);
                    term = both.Right;
                    break;
                case Term.Repetition repetition:
                    term = repetition.Item;
                    break;
                case Term.Not not:
                    term = not.Inner;
                    break;
                default:
                    return;
            }
        }
    }
}
