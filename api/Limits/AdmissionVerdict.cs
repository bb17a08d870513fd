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

    /// <summary>The limit with the least left, or the one that refused; null when there is none.</summary>
    public RateLimitRule? Rule { get; private init; }

    /// <summary>What is left of <see cref="Rule"/>.</summary>
    public RateLimitDecision Decision { get; private init; }

    /// <summary>Some limit is 0.</summary>
    public static AdmissionVerdict Closed(string endpoint) => new()
    {
        Refusal = new(
            FailureKind.PermissionDenied,
            $"The endpoint '{endpoint}' is temporarily disabled due to a rate limit of 0."),
    };

    /// <summary>A limit is used up.</summary>
    public static AdmissionVerdict Refused(string endpoint, RateLimitRule rule, RateLimitDecision decision)
    {
        var whom = rule.Key is RateLimitKey.User ? " for user" : "";
        return new()
        {
            Rule = rule,
            Decision = decision,
            Refusal = new(
                FailureKind.LimitReached,
                $"User-defined limit exceeded for '{endpoint}': {rule.Calls} RPM{whom}."
                + $" Try again in {Seconds(decision.ResetAfter)} s.")
            {
                RetryAfter = decision.ResetAfter,
            },
        };
    }

    /// <summary>This verdict, or the one of another limit that admitted the query too and has less left.</summary>
    public AdmissionVerdict Tighter(RateLimitRule rule, RateLimitDecision decision) =>
        Rule is null || decision.Remaining < Decision.Remaining ? new() { Rule = rule, Decision = decision } : this;

    /// <summary>
    /// Tells the caller what is left. Clients read the reset as a duration with its unit, as OpenAI sends it.
    /// </summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (Rule is null) return;

        headers["x-ratelimit-limit-requests"] = Rule.Calls.ToString();
        headers["x-ratelimit-remaining-requests"] = Decision.Remaining.ToString();
        headers["x-ratelimit-reset-requests"] = $"{Seconds(Decision.ResetAfter)}s";
    }

    private static long Seconds(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalSeconds));
}
