namespace Andamento.RateLimits;

/// <summary>How much of a budget may be leased. Pure.</summary>
internal static class LeasePlan
{
    /// <summary>How long a lease lasts that is neither renewed nor returned.</summary>
    /// <remarks>
    /// Long beside the 100 ms after which holders renew, so that only a holder who is gone lets one lapse; short, because calls at
    /// the limit wait that long for such a holder.
    /// </remarks>
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(2);

    private const int FarFromEmpty = 10; // at least a tenth is free
    private const int PartPerGrant = 4; // so that several front doors find something

    /// <summary>What a holder gets on top of what it has, or null when the budget is too short to lease from.</summary>
    /// <param name="limits">What the budget allows.</param>
    /// <param name="taken">What is in the windows or leased, to this holder as well.</param>
    /// <param name="held">What this holder has in hand.</param>
    /// <param name="wish">What it would like to have in hand.</param>
    public static BudgetAmount? Next(in BudgetLimits limits, BudgetAmount taken, BudgetAmount held, BudgetAmount wish)
    {
        if (!limits.MayBeLeased) return null;

        var calls = Part(limits.Calls, taken.Calls, held.Calls, wish.Calls);
        var tokens = Part(limits.Tokens, taken.Tokens, held.Tokens, wish.Tokens);
        return calls is null || tokens is null ? null : new(calls.Value, tokens.Value);
    }

    private static long? Part(long? limit, long taken, long held, long wish)
    {
        if (limit is not { } all) return 0; // not limited, so nobody needs a share of it

        var free = all - taken;
        return free >= all / FarFromEmpty ? Math.Clamp(wish - held, 0, free / PartPerGrant) : null;
    }
}
