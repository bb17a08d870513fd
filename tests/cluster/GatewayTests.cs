using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class GatewayTests(SharedCluster shared)
{
    private static readonly AiGatewayConfig Guarded = new()
    {
        FallbackEnabled = true,
        InputGuardrails = new() { InvalidKeywords = ["zeus"], Pii = PiiBehavior.Mask },
        RateLimits = [new(RateLimitKey.User, 5)],
    };

    private readonly string _name = NewName();

    private IEndpointGrain Endpoint => shared.Silos.Endpoint(_name);

    [Fact]
    public async Task A_gateway_given_with_the_endpoint_holds_from_the_start()
    {
        await Endpoint.CreateAsync(
            new() { Caller = Me, Config = new() { ServedEntities = [External()] }, Gateway = Guarded }, CancellationToken.None);

        var snapshot = (await Endpoint.GetSnapshotAsync(CancellationToken.None))!;

        Assert.Equal<string>(["zeus"], snapshot.Gateway.InputGuardrails!.InvalidKeywords);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.User, 5)], snapshot.RateLimits);
    }

    [Fact]
    public async Task A_gateway_is_replaced_whole_and_so_are_limits_set_the_older_way()
    {
        await Endpoint.CreateAsync(External());
        await Endpoint.SetRateLimitsAsync([new(RateLimitKey.Endpoint, 1)], Me.Name, CancellationToken.None);
        await Endpoint.SetGatewayAsync(Guarded, Me.Name, CancellationToken.None);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.User, 5)], (await ReadAsync()).RateLimits);

        await Endpoint.SetRateLimitsAsync([new(RateLimitKey.User, 6)], Me.Name, CancellationToken.None);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.User, 6)], (await ReadAsync()).RateLimits);
        Assert.True((await ReadAsync()).Gateway.FallbackEnabled);

        await Endpoint.SetGatewayAsync(AiGatewayConfig.None, Me.Name, CancellationToken.None);
        Assert.Empty((await ReadAsync()).RateLimits);
        Assert.Null((await ReadAsync()).Gateway.InputGuardrails);
    }

    [Fact]
    public async Task What_is_refused_changes_nothing()
    {
        await Endpoint.CreateAsync(External());
        var table = new InferenceTableConfig { Enabled = true, CatalogName = "main", SchemaName = "logs" };
        await Endpoint.SetGatewayAsync(new() { InferenceTable = table }, Me.Name, CancellationToken.None);
        var before = await ReadAsync();

        Assert.Equal(FailureKind.InvalidParameter, await RefusalAsync(
            () => Endpoint.SetGatewayAsync(new() { InferenceTable = table with { SchemaName = "other" } }, Me.Name, CancellationToken.None)));

        Assert.Equal(before.Revision, (await ReadAsync()).Revision);
        Assert.Equal("logs", (await ReadAsync()).Gateway.InferenceTable!.SchemaName);
    }

    [Fact]
    public async Task A_config_that_the_gateway_does_not_go_with_is_refused()
    {
        var model = $"main.default.{_name}";
        shared.Silos.Models.Add(model);
        await Endpoint.CreateAsync(new() { Caller = Me, Gateway = Guarded with { FallbackEnabled = false } }, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ServingException>(() => Endpoint.UpdateAsync(Model("m", model)));

        Assert.Equal((FailureKind.InvalidParameter, "ai_gateway.guardrails.input"), (refused.Kind, refused.Param));
        Assert.Null((await ReadAsync()).PendingConfig);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_exist_has_no_gateway() => Assert.Equal(
        FailureKind.ResourceNotFound, await RefusalAsync(() => Endpoint.SetGatewayAsync(Guarded, Me.Name, CancellationToken.None)));

    private async Task<EndpointDetails> ReadAsync() => (await Endpoint.GetAsync(CancellationToken.None))!;
}
