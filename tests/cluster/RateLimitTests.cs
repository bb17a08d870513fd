using Andamento.RateLimits;
using Andamento.Tests.Cluster.Clusters;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class RateLimitTests(SharedCluster shared)
{
    private readonly string _budget = new RateLimitRule(RateLimitKey.User, 0).BudgetKey($"{Guid.NewGuid():N}", "me");

    [Fact]
    public async Task Calls_from_every_silo_share_one_budget_exactly()
    {
        var calls = Enumerable.Range(0, 200).Select(call =>
            shared.Silos.Inside(call % 3).GetGrain<IRateLimitGrain>(_budget).AdmitAsync(50, CancellationToken.None).AsTask());

        var decisions = await Task.WhenAll(calls);

        Assert.Equal(50, decisions.Count(decision => decision.Admitted));
        Assert.Equal(Enumerable.Range(0, 50).Select(left => (long)left), decisions.Where(decision => decision.Admitted).Select(decision => decision.Remaining).Order());
    }

    [Fact]
    public async Task A_refund_gives_one_call_back()
    {
        var grain = shared.Silos.Client.GetGrain<IRateLimitGrain>(_budget);
        var first = await grain.AdmitAsync(1, CancellationToken.None);
        Assert.False((await grain.AdmitAsync(1, CancellationToken.None)).Admitted);

        await grain.RefundAsync(first.Ticket, CancellationToken.None);
        await grain.RefundAsync(first.Ticket, CancellationToken.None);

        Assert.True((await grain.AdmitAsync(1, CancellationToken.None)).Admitted);
        Assert.False((await grain.AdmitAsync(1, CancellationToken.None)).Admitted);
    }
}
