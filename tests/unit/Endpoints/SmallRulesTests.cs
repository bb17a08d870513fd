using Andamento.Endpoints;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class SmallRulesTests
{
    [Fact]
    public void Tags_have_keys_and_each_key_once()
    {
        SmallRules.CheckTags([new("a", null), new("b", "x")]);

        Assert.Equal("tags[0].key", Refusal(() => SmallRules.CheckTags([new("", "x")])).Param);
        Assert.Equal("tags[1].key: 'a' is given twice.", Refusal(() => SmallRules.CheckTags([new("a", "x"), new("a", "y")])).Message);
    }

    [Theory]
    [InlineData(EndpointKind.External)]
    [InlineData(EndpointKind.Foundation)]
    public void Only_custom_models_have_a_route_of_their_own(EndpointKind kind) =>
        Assert.Equal("route_optimized", Refusal(() => SmallRules.CheckRouteOptimized(asked: true, kind)).Param);

    [Fact]
    public void A_custom_model_may_have_a_route_of_its_own() => SmallRules.CheckRouteOptimized(asked: true, EndpointKind.Custom);

    [Fact]
    public void A_description_has_at_most_1000_characters()
    {
        SmallRules.CheckDescription(new string('x', 1000));

        Assert.Equal("description", Refusal(() => SmallRules.CheckDescription(new string('x', 1001))).Param);
    }
}
