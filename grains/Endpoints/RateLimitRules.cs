using System.Collections.Immutable;
using Andamento.RateLimits;

namespace Andamento.Endpoints;

/// <summary>Rules for an endpoint's rate limits (control-plane contract, section 8). Pure.</summary>
internal static class RateLimitRules
{
    private const int MaxRules = 20;
    private const int MaxGroups = 5;
    private const int MaxPrincipal = 500; // characters

    /// <summary>Checks rate limits.</summary>
    /// <param name="rules">The limits.</param>
    /// <param name="prefix">What stands before <c>rate_limits</c> in the request's body, with its dot.</param>
    public static void Check(ImmutableArray<RateLimitRule> rules, string prefix = "")
    {
        var list = prefix + "rate_limits";
        if (rules.Length > MaxRules) throw Invalid.Value(list, rules.Length, $"limits are too many; at most {MaxRules} are kept.");

        var groups = rules.Count(rule => rule.Key is RateLimitKey.UserGroup);
        if (groups > MaxGroups) throw Invalid.Value(list, groups, $"limits of groups are too many; at most {MaxGroups} are kept.");

        var seen = new HashSet<(RateLimitKey, string)>();
        for (var index = 0; index < rules.Length; index++)
        {
            var (rule, field) = (rules[index], $"{list}[{index}]");
            CheckAmounts(rule, field);
            CheckPrincipal(rule, field);
            if (!seen.Add((rule.Key, Identity(rule))))
                throw Invalid.Value($"{field}.key", Describe(rule), "is given twice.");
        }
    }

    private static void CheckAmounts(RateLimitRule rule, string field)
    {
        if (rule.Calls is null && rule.Tokens is null) throw Invalid.Field($"{field}.calls", "is missing, and so is 'tokens'; give one of them.");
        if (rule.Calls < 0) throw Invalid.Value($"{field}.calls", rule.Calls, "must be 0 or more.");
        if (rule.Tokens < 0) throw Invalid.Value($"{field}.tokens", rule.Tokens, "must be 0 or more.");
    }

    private static void CheckPrincipal(RateLimitRule rule, string field)
    {
        field += ".principal";
        if (rule.Principal is "") throw Invalid.Field(field, "must not be empty.");
        if (rule.Principal is { Length: > MaxPrincipal }) throw Invalid.Field(field, $"is longer than {MaxPrincipal} characters.");
        switch (rule.Key)
        {
            case RateLimitKey.Endpoint when rule.Principal is not null:
                throw Invalid.Value(field, rule.Principal, "does not go with the key 'endpoint', which counts all callers.");
            case RateLimitKey.UserGroup when rule.Principal is null:
                throw Invalid.Field(field, "is missing: the group's name.");
            case RateLimitKey.ServicePrincipal when rule.Principal is null:
                throw Invalid.Field(field, "is missing: the application id.");
            case RateLimitKey.Endpoint or RateLimitKey.User or RateLimitKey.UserGroup or RateLimitKey.ServicePrincipal:
                break;
            default:
                throw Invalid.Value(field, rule.Key, "is no key.");
        }
    }

    /// <summary>Whom a rule counts. An e-mail address is the same in capitals.</summary>
    private static string Identity(RateLimitRule rule) =>
        rule.Key is RateLimitKey.User ? rule.Principal?.ToUpperInvariant() ?? "" : rule.Principal ?? "";

    private static string Describe(RateLimitRule rule)
    {
        var key = rule.Key switch
        {
            RateLimitKey.Endpoint => "endpoint",
            RateLimitKey.User => "user",
            RateLimitKey.UserGroup => "user_group",
            _ => "service_principal",
        };
        return rule.Principal is null ? key : $"{key} {rule.Principal}";
    }
}
