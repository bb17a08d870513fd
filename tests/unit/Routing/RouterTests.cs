using System.Collections.Immutable;
using Andamento.Api.Routing;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Routing;

public class RouterTests
{
    private static readonly ImmutableArray<SnapshotEntity> Entities = [new("spare", "k0"), new("b", "k1"), new("a", "k2")];
    private static readonly ImmutableArray<TrafficRoute> Routes = [new("a", 90), new("spare", 0), new("b", 10)];

    [Theory]
    [InlineData(0, "a")]
    [InlineData(89, "a")]
    [InlineData(90, "b")]
    [InlineData(99, "b")]
    public void Traffic_follows_the_percentages(int draw, string expected) =>
        Assert.Equal(expected, Entities[Router.Plan(Routes, Entities, draw)].Name);

    [Fact]
    public void An_entity_with_0_percent_gets_no_draw() =>
        Assert.DoesNotContain(0, Enumerable.Range(0, Router.Draws).Select(draw => Router.Plan(Routes, Entities, draw)));

    [Fact]
    public void A_direct_route_reaches_an_entity_with_0_percent() => Assert.Equal(0, Router.Direct(Entities, "spare", "e"));

    [Fact]
    public void A_direct_route_to_an_unknown_name_finds_no_resource()
    {
        var failed = Assert.Throws<ServingException>(() => Router.Direct(Entities, "A", "e"));

        Assert.Equal(FailureKind.ResourceNotFound, failed.Kind);
        Assert.Equal("The endpoint 'e' serves no model called 'A'.", failed.Message);
    }
}
