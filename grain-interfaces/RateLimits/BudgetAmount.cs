namespace Andamento.RateLimits;

/// <summary>Calls and tokens together.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
[GenerateSerializer, Immutable, Alias("andamento.budget-amount")]
public readonly record struct BudgetAmount([property: Id(0)] long Calls, [property: Id(1)] long Tokens)
{
    /// <summary>Adds both.</summary>
    public static BudgetAmount operator +(BudgetAmount left, BudgetAmount right) => new(left.Calls + right.Calls, left.Tokens + right.Tokens);

    /// <summary>Subtracts both.</summary>
    public static BudgetAmount operator -(BudgetAmount left, BudgetAmount right) => new(left.Calls - right.Calls, left.Tokens - right.Tokens);

    /// <summary>The same, with 0 for what is negative.</summary>
    public BudgetAmount OrNothing() => new(Math.Max(0, Calls), Math.Max(0, Tokens));
}

/// <summary>How much a budget allows in any 60 seconds, as a front door knows it.</summary>
/// <param name="Calls">Calls, or null for any number.</param>
/// <param name="Tokens">Tokens, or null for any number.</param>
/// <param name="Revision">
/// The revision of the endpoint's record that says so. A budget follows the newest it has heard of, so that a front door that
/// lags behind cannot bring an old limit back.
/// </param>
[GenerateSerializer, Immutable, Alias("andamento.budget-limits")]
public readonly record struct BudgetLimits(
    [property: Id(0)] long? Calls, [property: Id(1)] long? Tokens, [property: Id(2)] long Revision)
{
    private const long LeastLeasedCalls = 100;
    private const long LeastLeasedTokens = 10_000;

    /// <summary>Parts of it may be leased. A small budget is short at once, so it decides each call itself.</summary>
    public bool MayBeLeased => Calls is null or >= LeastLeasedCalls && Tokens is null or >= LeastLeasedTokens;

    /// <summary>Whether another revision allows as much.</summary>
    public bool AllowsAsMuchAs(in BudgetLimits other) => Calls == other.Calls && Tokens == other.Tokens;
}

/// <summary>How one unit of a budget stands.</summary>
/// <param name="Remaining">What is left in the window; never negative.</param>
/// <param name="ResetAfter">Something is left: when the oldest of the window leaves. Nothing is left: when something is again.</param>
[GenerateSerializer, Immutable, Alias("andamento.budget-standing")]
public readonly record struct BudgetStanding([property: Id(0)] long Remaining, [property: Id(1)] TimeSpan ResetAfter);
