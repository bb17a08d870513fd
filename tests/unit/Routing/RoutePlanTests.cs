using Andamento.Api.Routing;
using Andamento.Endpoints;

namespace Andamento.Tests.Unit.Routing;

public class RoutePlanTests
{
    private static readonly EndpointSnapshot Endpoint = new()
    {
        Name = "chat",
        Id = "0123",
        Revision = 1,
        Creator = "owner@example.com",
        Kind = EndpointKind.External,
        Entities = [new("a", "k0"), new("b", "k1"), new("c", "k2"), new("d", "k3")],
        Routes = [new("c", 100)],
        Gateway = new() { FallbackEnabled = true },
    };

    [Fact]
    public void After_the_drawn_entity_come_the_others_in_the_order_of_the_list_and_at_most_two() =>
        Assert.Equal("c a b", Order(Endpoint));

    [Fact]
    public void The_first_of_the_list_falls_back_to_those_behind_it() =>
        Assert.Equal("a b c", Order(Endpoint with { Routes = [new("a", 100)] }));

    [Fact]
    public void The_last_of_the_list_falls_back_to_those_in_front_of_it() =>
        Assert.Equal("d a b", Order(Endpoint with { Routes = [new("d", 100)] }));

    [Fact]
    public void An_entity_alone_has_nothing_to_fall_back_to() =>
        Assert.Equal("a", Order(Endpoint with { Entities = [new("a", "k0")], Routes = [new("a", 100)] }));

    [Fact]
    public void Of_two_entities_each_is_asked_once() =>
        Assert.Equal("b a", Order(Endpoint with { Entities = [new("a", "k0"), new("b", "k1")], Routes = [new("b", 100)] }));

    [Fact]
    public void Without_fallback_only_the_drawn_entity_is_asked() =>
        Assert.Equal("c", Order(Endpoint with { Gateway = new() }));

    [Fact]
    public void A_direct_route_never_falls_back() =>
        Assert.Equal("b", Order(Endpoint, served: "b"));

    [Fact]
    public void Only_external_models_fall_back() =>
        Assert.Equal("c", Order(Endpoint with { Kind = EndpointKind.Custom }));

    private static string Order(EndpointSnapshot endpoint, string? served = null)
    {
        var plan = Router.Plan(endpoint, served, draw: 50);
        return string.Join(' ', Enumerable.Range(0, plan.Fallbacks + 1).Select(attempt => endpoint.Entities[plan.Entity(attempt)].Name));
    }
}
