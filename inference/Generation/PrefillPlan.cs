namespace Andamento.Inference.Generation;

/// <summary>
/// Which prompts are read in one step, and how far: so that a short one does not wait for a long one to end, and a long one not
/// for an endless row of short ones.
/// </summary>
internal static class PrefillPlan
{
    /// <summary>One step's share.</summary>
    /// <param name="Index">The place of the prompt among those that wait.</param>
    /// <param name="Count">Tokens to read of it.</param>
    internal readonly record struct Share(int Index, int Count);

    /// <summary>
    /// Half of the budget is for the one that came first; the rest for those with the least left, and what stays over for the
    /// first again.
    /// </summary>
    /// <param name="left">Tokens that each prompt has left to read, in the order in which they came.</param>
    /// <param name="budget">Tokens to read in this step.</param>
    /// <param name="shares">Takes the shares: at most one each.</param>
    public static void Fill(ReadOnlySpan<int> left, int budget, List<Share> shares)
    {
        shares.Clear();
        if (left.Length == 0) return;

        var first = Math.Min(left[0], left.Length == 1 ? budget : (budget + 1) / 2);
        budget -= first;
        shares.Add(new(0, first));
        while (budget > 0 && Least(left, shares) is { } index)
        {
            var count = Math.Min(left[index], budget);
            shares.Add(new(index, count));
            budget -= count;
        }

        if (budget > 0) shares[0] = new(0, Math.Min(left[0], first + budget));
    }

    private static int? Least(ReadOnlySpan<int> left, List<Share> shares)
    {
        int? least = null;
        for (var i = 1; i < left.Length; i++)
        {
            var taken = false;
            foreach (var share in shares) taken |= share.Index == i;
            if (!taken && (least is null || left[i] < left[least.Value])) least = i;
        }

        return least;
    }
}
