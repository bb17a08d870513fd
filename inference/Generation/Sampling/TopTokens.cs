namespace Andamento.Inference.Generation.Sampling;

/// <summary>Finds the largest values without sorting all.</summary>
internal static class TopTokens
{
    /// <summary>
    /// Puts the places of the largest values in <paramref name="ids"/> and the values in <paramref name="best"/>, largest first,
    /// and of equal ones the lower place first. Both are as long as what is wanted, at most as long as <paramref name="values"/>.
    /// </summary>
    public static void Select(ReadOnlySpan<float> values, Span<int> ids, Span<float> best)
    {
        if (ids.Length == 0) return;

        // 1. A heap of the best so far, the worst of them on top. 2. Each value that beats the top takes its place.
        for (var i = 0; i < ids.Length; i++) (ids[i], best[i]) = (i, values[i]);
        for (var i = ids.Length / 2 - 1; i >= 0; i--) Sink(ids, best, i);
        for (var i = ids.Length; i < values.Length; i++)
        {
            if (values[i] <= best[0]) continue; // an equal one with a higher place is worse
            (ids[0], best[0]) = (i, values[i]);
            Sink(ids, best, 0);
        }

        // 3. Taking the worst away, again and again, leaves them in order.
        for (var left = ids.Length - 1; left > 0; left--)
        {
            (ids[0], ids[left], best[0], best[left]) = (ids[left], ids[0], best[left], best[0]);
            Sink(ids[..left], best[..left], 0);
        }
    }

    private static void Sink(Span<int> ids, Span<float> best, int at)
    {
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= ids.Length) return;
            if (child + 1 < ids.Length && IsWorse(ids, best, child + 1, child)) child++;
            if (!IsWorse(ids, best, child, at)) return;
            (ids[at], ids[child], best[at], best[child]) = (ids[child], ids[at], best[child], best[at]);
            at = child;
        }
    }

    private static bool IsWorse(Span<int> ids, Span<float> best, int left, int right) =>
        best[left] < best[right] || (best[left] == best[right] && ids[left] > ids[right]);
}
