using System.Collections.Immutable;
using Andamento.Endpoints;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class RouteRulesTests
{
    private static readonly ImmutableArray<TrafficRoute> Split = [new("a", 90), new("b", 10)];

    [Fact]
    public void One_entity_gets_all_traffic() => Assert.Equal(new("only", 100), Assert.Single(RouteRules.Plan(null, ["only"], [], "")));

    [Fact]
    public void Several_entities_need_routes() => Assert.Equal(
        "config.traffic_config: is required: it divides the traffic between 2 entities.",
        Refusal(() => RouteRules.Plan(null, ["a", "b"], [], "config.")).Message);

    [Fact]
    public void Routes_that_still_fit_are_kept() => Assert.Equal(Split, RouteRules.Plan(null, ["a", "b", "new"], Split, ""));

    [Fact]
    public void Routes_that_fit_no_more_are_not_kept() => Assert.Equal(
        "traffic_config", Refusal(() => RouteRules.Plan(null, ["a", "c"], Split, "")).Param);

    [Fact]
    public void An_entity_without_a_route_is_fine() =>
        Assert.Equal(new("a", 100), Assert.Single(RouteRules.Plan([new("a", 100)], ["a", "b"], Split, "")));

    [Fact]
    public void Percentages_sum_to_100() => Assert.Equal(
        "traffic_config.routes[*].traffic_percentage: '99' is the sum; it must be exactly 100.",
        Refusal(() => RouteRules.Plan([new("a", 90), new("b", 9)], ["a", "b"], [], "")).Message);

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void A_percentage_is_between_0_and_100(int percentage) => Assert.Equal(
        "traffic_config.routes[1].traffic_percentage",
        Refusal(() => RouteRules.Plan([new("a", 0), new("b", percentage)], ["a", "b"], [], "")).Param);

    [Fact]
    public void A_route_names_an_entity_of_the_config_once()
    {
        Assert.Equal(
            "traffic_config.routes[1].served_entity_name: 'c' is no served entity of this config.",
            Refusal(() => RouteRules.Plan([new("a", 50), new("c", 50)], ["a", "b"], [], "")).Message);
        Assert.Equal(
            "traffic_config.routes[1].served_entity_name: 'a' has a route already.",
            Refusal(() => RouteRules.Plan([new("a", 50), new("a", 50)], ["a", "b"], [], "")).Message);
    }
}
