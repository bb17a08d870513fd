namespace Andamento.Inference.Tokens.Subwords;

/// <summary>
/// Merges the symbols of one word. Short words are searched for their best pair again and again, which is quickest for them.
/// Long ones keep their pairs in a queue, and their symbols in a chain, so that a text of one word is not quadratic.
/// </summary>
internal static class PairMerger
{
    private const int Short = 24;
    private const int Merged = -1;

    /// <summary>Merges in place, and gives what is left.</summary>
    public static ReadOnlySpan<int> Merge(Span<int> symbols, BytePairsFile file)
    {
        var count = symbols.Length <= Short ? MergeShort(symbols, file) : MergeLong(symbols, file);
        return symbols[..count];
    }

    private static int MergeShort(Span<int> symbols, BytePairsFile file)
    {
        var count = symbols.Length;
        Span<BytePairsFile.Merge> pairs = stackalloc BytePairsFile.Merge[Short];
        for (var i = 0; i + 1 < count; i++) pairs[i] = Pair(symbols[i], symbols[i + 1], file);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                if (pairs[i].Rank < pairs[best].Rank) best = i;
            }

            if (pairs[best].Rank is int.MaxValue) break;
            symbols[best] = pairs[best].Id;
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            if (best + 2 < count) pairs[(best + 2)..count].CopyTo(pairs[(best + 1)..]);
            count--;
            if (best > 0) pairs[best - 1] = Pair(symbols[best - 1], symbols[best], file);
            if (best + 1 < count) pairs[best] = Pair(symbols[best], symbols[best + 1], file);
        }

        return count;
    }

    private static BytePairsFile.Merge Pair(int left, int right, BytePairsFile file) =>
        file.TryMerge(left, right, out var merge) ? merge : new(int.MaxValue, 0);

    private static int MergeLong(Span<int> symbols, BytePairsFile file)
    {
        // The queue holds rank and place in one number: the better rank first, then the left one.
        var next = new int[symbols.Length];
        var previous = new int[symbols.Length];
        var begin = new List<(int Id, ulong Order)>();
        for (var i = 0; i < symbols.Length; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1 < symbols.Length ? i + 1 : -1);
            if (next[i] > 0 && file.TryMerge(symbols[i], symbols[i + 1], out var merge)) begin.Add((merge.Id, Order(merge.Rank, i)));
        }

        var queue = new PriorityQueue<int, ulong>(begin);
        while (queue.TryDequeue(out var id, out var order))
        {
            var place = (int)(uint)order;
            if (symbols[place] == Merged || next[place] < 0) continue;

            // A pair whose sides have changed meanwhile is out of date, unless they would still become the same.
            var right = next[place];
            if (!file.TryMerge(symbols[place], symbols[right], out var now) || now.Id != id) continue;

            symbols[place] = id;
            symbols[right] = Merged;
            next[place] = next[right];
            if (next[place] >= 0) previous[next[place]] = place;
            Enqueue(symbols, previous[place], place, file, queue);
            Enqueue(symbols, place, next[place], file, queue);
        }

        var count = 0;
        foreach (var symbol in symbols)
        {
            if (symbol != Merged) symbols[count++] = symbol;
        }

        return count;
    }

    private static void Enqueue(Span<int> symbols, int left, int right, BytePairsFile file, PriorityQueue<int, ulong> queue)
    {
        if (left >= 0 && right >= 0 && file.TryMerge(symbols[left], symbols[right], out var merge))
        {
            queue.Enqueue(merge.Id, Order(merge.Rank, left));
        }
    }

    private static ulong Order(int rank, int place) => ((ulong)rank << 32) | (uint)place;
}
