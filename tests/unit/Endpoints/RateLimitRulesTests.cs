using Andamento.Endpoints;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public class RateLimitRulesTests
{
    private static readonly RateLimitRule Group = new(RateLimitKey.UserGroup, 1, Principal: "red");

    [Fact]
    public void Limits_of_all_kinds_stand_beside_each_other() => RateLimitRules.Check(
    [
        new(RateLimitKey.Endpoint, 100), new(RateLimitKey.User, 0), new(RateLimitKey.User, 5, Principal: "a@example.com"), Group,
        new(RateLimitKey.ServicePrincipal, null, 1000, "app-1"),
    ]);

    [Fact]
    public void What_a_limit_lacks_or_has_too_much_is_named()
    {
        Refused("rate_limits[0].calls: is missing, and so is 'tokens'; give one of them.", Group with { Calls = null });
        Refused("rate_limits[0].calls: '-1' must be 0 or more.", Group with { Calls = -1 });
        Refused("rate_limits[0].tokens: '-1' must be 0 or more.", Group with { Tokens = -1 });
        Refused("rate_limits[0].principal: is missing: the group's name.", Group with { Principal = null });
        Refused("rate_limits[0].principal: must not be empty.", Group with { Principal = "" });
        Refused("rate_limits[0].principal: is missing: the application id.", new RateLimitRule(RateLimitKey.ServicePrincipal, 1));
        Refused(
            "rate_limits[0].principal: 'red' does not go with the key 'endpoint', which counts all callers.",
            Group with { Key = RateLimitKey.Endpoint });
        Refused("rate_limits[0].principal: is longer than 500 characters.", Group with { Principal = new('x', 501) });
        Refused("rate_limits[0].principal: '9' is no key.", Group with { Key = (RateLimitKey)9 });
    }

    [Fact]
    public void Each_counts_somebody_else()
    {
        Refused("rate_limits[1].key: 'user' is given twice.", new(RateLimitKey.User, 1), new(RateLimitKey.User, 2));
        Refused("rate_limits[1].key: 'user_group red' is given twice.", Group, Group with { Tokens = 7 });
        Refused(
            "rate_limits[1].key: 'user A@example.com' is given twice.",
            new(RateLimitKey.User, 1, Principal: "a@example.com"), new(RateLimitKey.User, 1, Principal: "A@example.com"));
    }

    [Fact]
    public void There_are_at_most_20_and_5_of_groups()
    {
        Refused("rate_limits: '21' limits are too many; at most 20 are kept.", Many(21, RateLimitKey.User));
        Refused("rate_limits: '6' limits of groups are too many; at most 5 are kept.", Many(6, RateLimitKey.UserGroup));
        RateLimitRules.Check([.. Many(20, RateLimitKey.User)]);
        RateLimitRules.Check([.. Many(5, RateLimitKey.UserGroup)]);
    }

    [Fact]
    public void The_path_begins_where_the_limits_stand() => Assert.Equal(
        "ai_gateway.rate_limits[0].calls",
        Assert.Throws<ServingException>(() => RateLimitRules.Check([Group with { Calls = -1 }], "ai_gateway.")).Param);

    private static RateLimitRule[] Many(int count, RateLimitKey key) =>
        [.. Enumerable.Range(0, count).Select(number => new RateLimitRule(key, 1, Principal: $"p{number}"))];

    private static void Refused(string message, params RateLimitRule[] rules)
    {
        var refused = Assert.Throws<ServingException>(() => RateLimitRules.Check([.. rules]));

        Assert.Equal((FailureKind.InvalidParameter, message), (refused.Kind, refused.Message));
    }
}
