using System.Collections.Immutable;
using Andamento.Identity;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>Which of an endpoint's limits count a caller (data-plane contract, section 7). Pure.</summary>
/// <param name="Personal">
/// The limits that stand for the caller: one that admits is enough, and only that one counts. Several when the caller is in
/// several groups; none when nothing limits the caller as such.
/// </param>
/// <param name="Endpoint">The limit of all callers together, which counts as well; or null.</param>
internal sealed record ApplicableLimits(ImmutableArray<RateLimitRule> Personal, RateLimitRule? Endpoint)
{
    /// <summary>Some limit that counts the caller is 0, and no other stands for it.</summary>
    public bool IsClosed { get; } = Endpoint?.IsClosed is true || (!Personal.IsEmpty && Personal.All(rule => rule.IsClosed));

    /// <summary>Finds the limits of a caller.</summary>
    /// <remarks>
    /// The caller's own limit before those of its groups, and those before the default for users. The default counts service
    /// principals too: a limit that programs slip through would be none.
    /// </remarks>
    public static ApplicableLimits Of(ImmutableArray<RateLimitRule> rules, Principal caller)
    {
        var personal = Where(rules, rule => IsOwn(rule, caller));
        if (personal.IsEmpty) personal = Where(rules, rule => rule.Key is RateLimitKey.UserGroup && caller.Groups.Contains(rule.Principal!));
        if (personal.IsEmpty) personal = Where(rules, rule => rule is { Key: RateLimitKey.User, Principal: null });
        return new(personal, rules.FirstOrDefault(rule => rule.Key is RateLimitKey.Endpoint));
    }

    private static bool IsOwn(RateLimitRule rule, Principal caller) => rule.Key switch
    {
        RateLimitKey.ServicePrincipal => caller.IsServicePrincipal && rule.Principal == caller.Name,

        // An e-mail address is the same in capitals.
        RateLimitKey.User => !caller.IsServicePrincipal && string.Equals(rule.Principal, caller.Name, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static ImmutableArray<RateLimitRule> Where(ImmutableArray<RateLimitRule> rules, Func<RateLimitRule, bool> fits) =>
        [.. rules.Where(fits)];
}
