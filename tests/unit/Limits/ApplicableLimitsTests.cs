using Andamento.Api.Limits;
using Andamento.Identity;
using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Limits;

public class ApplicableLimitsTests
{
    private static readonly RateLimitRule All = new(RateLimitKey.Endpoint, 1000);
    private static readonly RateLimitRule Default = new(RateLimitKey.User, 10);
    private static readonly RateLimitRule Anne = new(RateLimitKey.User, 50, Principal: "Anne@example.com");
    private static readonly RateLimitRule Red = new(RateLimitKey.UserGroup, 100, Principal: "red");
    private static readonly RateLimitRule Blue = new(RateLimitKey.UserGroup, null, 500, "blue");
    private static readonly RateLimitRule Robot = new(RateLimitKey.ServicePrincipal, 5, Principal: "app-1");
    private static readonly RateLimitRule[] Rules = [All, Default, Anne, Red, Blue, Robot];

    [Fact]
    public void The_endpoints_limit_counts_everybody()
    {
        Assert.Equal(All, Of(User("bob@example.com")).Endpoint);
        Assert.Equal(All, Of(Program("app-1")).Endpoint);
    }

    [Fact]
    public void A_users_own_limit_goes_before_groups_and_default() => Assert.Equal<RateLimitRule>([Anne], Of(User("anne@example.com", "red")).Personal);

    [Fact]
    public void Limits_of_groups_go_before_the_default_and_stand_beside_each_other() =>
        Assert.Equal<RateLimitRule>([Red, Blue], Of(User("bob@example.com", "blue", "red", "other")).Personal);

    [Fact]
    public void Who_has_no_other_limit_has_the_default()
    {
        Assert.Equal<RateLimitRule>([Default], Of(User("bob@example.com", "other")).Personal);
        Assert.Empty(ApplicableLimits.Of([All, Red], User("bob@example.com")).Personal);
    }

    [Fact]
    public void A_service_principal_has_its_own_limit_then_its_groups_then_the_default()
    {
        Assert.Equal<RateLimitRule>([Robot], Of(Program("app-1", "red")).Personal);
        Assert.Equal<RateLimitRule>([Red], Of(Program("app-2", "red")).Personal);
        Assert.Equal<RateLimitRule>([Default], Of(Program("app-2")).Personal);
    }

    [Fact]
    public void Users_and_service_principals_of_one_name_are_not_mistaken_for_each_other()
    {
        Assert.Equal<RateLimitRule>([Default], Of(User("app-1")).Personal);
        Assert.Equal<RateLimitRule>([Default], Of(Program("anne@example.com")).Personal);
    }

    [Fact]
    public void A_limit_of_0_closes_the_endpoint_to_those_it_counts()
    {
        var rules = new[] { Default with { Calls = 0 }, Anne, Red with { Tokens = 0 }, Blue };

        Assert.True(ApplicableLimits.Of([.. rules], User("bob@example.com")).IsClosed);
        Assert.False(ApplicableLimits.Of([.. rules], User("anne@example.com")).IsClosed);
        Assert.True(ApplicableLimits.Of([.. rules], User("bob@example.com", "red")).IsClosed);
        Assert.False(ApplicableLimits.Of([.. rules], User("bob@example.com", "red", "blue")).IsClosed); // the other group is open
        Assert.True(ApplicableLimits.Of([All with { Tokens = 0 }, Anne], User("anne@example.com")).IsClosed);
    }

    [Fact]
    public void A_callers_budget_is_the_same_under_every_rule_of_their_own()
    {
        Assert.Equal("e/user/7", Default.BudgetKey("e", "7"));
        Assert.Equal("e/user/7", Anne.BudgetKey("e", "7"));
        Assert.Equal("e/user/7", Robot.BudgetKey("e", "7"));
        Assert.Equal("e/group/red", Red.BudgetKey("e", "7"));
        Assert.Equal("e/endpoint", All.BudgetKey("e", "7"));
    }

    private static ApplicableLimits Of(Principal caller) => ApplicableLimits.Of([.. Rules], caller);

    private static Principal User(string name, params string[] groups) => new() { Id = "1", Name = name, Groups = [.. groups] };

    private static Principal Program(string name, params string[] groups) => User(name, groups) with { IsServicePrincipal = true };
}
