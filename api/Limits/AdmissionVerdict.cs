using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>
/// Whether a query may pass its endpoint's rate limits, and what to tell the caller. The default: there are none.
/// </summary>
internal readonly record struct AdmissionVerdict
{
    /// <summary>Why not, or null when it may pass.</summary>
    public ServingException? Refusal { get; private init; }

    /// <summary>The tokens it has reserved; null when none are counted.</summary>
    public TokenCharge? Charge { get; init; }

    /// <summary>The limit of calls with the least left, or the one that refused.</summary>
    public LimitStanding? Calls { get; private init; }

    /// <summary>The limit of tokens with the least left, or the one that refused.</summary>
    public LimitStanding? Tokens { get; private init; }

    /// <summary>Some limit is 0.</summary>
    public static AdmissionVerdict Closed(string endpoint) => new()
    {
        Refusal = new(
            FailureKind.PermissionDenied,
            $"The endpoint '{endpoint}' is temporarily disabled due to a rate limit of 0."),
    };

    /// <summary>A limit is used up.</summary>
    public static AdmissionVerdict Refused(string endpoint, RateLimitRule rule, in RateLimitDecision decision)
    {
        var verdict = default(AdmissionVerdict).With(rule, decision);
        var cause = verdict.Cause();
        return verdict with
        {
            Refusal = new(
                FailureKind.LimitReached,
                $"User-defined limit exceeded for '{endpoint}': {cause.Limit} {(cause == verdict.Calls ? "RPM" : "TPM")}{Whom(rule)}."
                + $" Try again in {Seconds(cause.Standing.ResetAfter)} s.")
            {
                RetryAfter = cause.Standing.ResetAfter,
            },
        };
    }

    /// <summary>This verdict, with what another limit says, where that has less left.</summary>
    public AdmissionVerdict With(RateLimitRule rule, in RateLimitDecision decision) => this with
    {
        Calls = Tighter(Calls, rule.Calls, decision.Calls),
        Tokens = Tighter(Tokens, rule.Tokens, decision.Tokens),
    };

    /// <summary>
    /// Tells the caller what is left. Clients read the reset as a duration with its unit, as OpenAI sends it.
    /// </summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (Calls is { } calls) Write(headers, calls, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
        if (Tokens is { } tokens) Write(headers, tokens, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
    }

    /// <summary>Of two that are used up, the one that takes longer.</summary>
    private LimitStanding Cause() => (Calls, Tokens) switch
    {
        ({ } calls, { Standing.Remaining: 0 } tokens) when calls.Standing.Remaining > 0 || tokens.Standing.ResetAfter > calls.Standing.ResetAfter => tokens,
        ({ } calls, _) => calls,
        _ => Tokens!.Value,
    };

    private static LimitStanding? Tighter(LimitStanding? known, long? limit, BudgetStanding standing) =>
        limit is { } most && (known is not { } other || standing.Remaining < other.Standing.Remaining) ? new(most, standing) : known;

    private static void Write(IHeaderDictionary headers, LimitStanding standing, string limit, string remaining, string reset)
    {
        headers[limit] = standing.Limit.ToString();
        headers[remaining] = standing.Standing.Remaining.ToString();
        headers[reset] = $"{Seconds(standing.Standing.ResetAfter)}s";
    }

    private static string Whom(RateLimitRule rule) => rule.Key switch
    {
        RateLimitKey.User => " for user",
        RateLimitKey.UserGroup => $" for user group '{rule.Principal}'",
        RateLimitKey.ServicePrincipal => " for service principal",
        _ => "",
    };

    private static long Seconds(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalSeconds));
}

/// <summary>A limit of one unit, and how it stands.</summary>
internal readonly record struct LimitStanding(long Limit, BudgetStanding Standing);
