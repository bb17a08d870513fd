using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.DatabricksModelServing;

/// <summary>Gateways that are configured to call each other must not do so for ever.</summary>
public sealed class HopsTests
{
    private static readonly ProviderTarget Target = Calls.Target(("databricks_workspace_url", "https://dbc-example.cloud.databricks.com"));

    [Theory]
    [InlineData(0, "1")]
    [InlineData(2, "3")]
    public void A_call_says_how_many_gateways_it_came_through(int before, string sent)
    {
        using var call = ProviderCatalog.Find("databricks-model-serving")!.ToCall(Calls.Chat() with { Hops = before }, Target);

        Assert.Equal([sent], call.Headers.GetValues("x-gateway-hops"));
    }

    [Fact]
    public void A_fourth_gateway_is_not_called()
    {
        var failed = Assert.Throws<ProviderException>(
            () => ProviderCatalog.Find("databricks-model-serving")!.ToCall(Calls.Chat() with { Hops = 3 }, Target));

        Assert.Equal("routing_loop", failed.Code);
    }
}
