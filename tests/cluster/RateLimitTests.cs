using Andamento.Api.Limits;
using Andamento.Endpoints;
using Andamento.RateLimits;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class RateLimitTests(SharedCluster shared)
{
    private readonly EndpointSnapshot _endpoint = FrontDoors.Endpoint();

    [Theory]
    [InlineData(50)] // asked for one by one
    [InlineData(3000)] // leased
    public async Task Of_200_clients_at_8_front_doors_exactly_as_many_pass_as_the_limit_says(int limit)
    {
        await using var doors = new FrontDoors(shared.Silos, 8);
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, limit)] };

        // Each client knocks until it has been refused three times: after the first refusal the budget must stay shut.
        var passed = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockUntilRefusedAsync(endpoint, client, refusals: 3)));

        Assert.Equal(limit, passed.Sum());
    }

    [Fact]
    public async Task A_busy_budget_far_from_empty_comes_to_cost_hardly_a_message()
    {
        await using var doors = new FrontDoors(shared.Silos, 8);
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.User, 1_000_000_000)] };
        using var patience = new CancellationTokenSource(Patience.Limit);
        int asked;
        do
        {
            var before = doors.Asked;
            await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockAsync(endpoint, client, times: 20)));
            asked = doors.Asked - before;
        }
        while (asked > 400 && !patience.IsCancellationRequested);

        Assert.InRange(asked, 0, 400); // of 4000; a busy machine renews late, and then some calls ask
    }

    [Fact]
    public async Task Of_calls_and_tokens_the_stricter_holds_for_all_front_doors_together()
    {
        await using var doors = new FrontDoors(shared.Silos, 8);
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, 1000, 20_000)] }; // 100 tokens for each call

        var passed = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockUntilRefusedAsync(endpoint, client, refusals: 1, tokens: 100)));

        Assert.Equal(200, passed.Sum());
    }

    [Fact]
    public async Task What_calls_did_not_use_of_their_reservation_lets_others_pass()
    {
        await using var doors = new FrontDoors(shared.Silos, 2);
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, null, 500)] };
        var verdict = await doors.AdmitAsync(endpoint, door: 0, tokens: 500);
        Assert.NotNull((await doors.AdmitAsync(endpoint, door: 1, tokens: 1)).Refusal);

        verdict.Charge!.Answered(new() { Body = default, Usage = new(100, 50) });
        verdict.Charge.Settle(failure: null);
        using var patience = new CancellationTokenSource(Patience.Limit);
        var next = await doors.AdmitAsync(endpoint, door: 1, tokens: 1);
        while (next.Refusal is not null && !patience.IsCancellationRequested) next = await doors.AdmitAsync(endpoint, door: 1, tokens: 1);

        Assert.Equal(500 - 150 - 1, next.Tokens!.Value.Standing.Remaining);
    }

    [Fact]
    public async Task A_lower_limit_holds_at_once_though_front_doors_hold_leases_of_the_higher()
    {
        await using var doors = new FrontDoors(shared.Silos, 8);
        var high = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, 100_000)], Revision = 2 };
        await Task.WhenAll(Enumerable.Range(0, 80).Select(client => doors.KnockAsync(high, client, times: 50)));

        var low = high with { RateLimits = [new(RateLimitKey.Endpoint, 4_100)], Revision = 3 };
        var passed = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockUntilRefusedAsync(low, client, refusals: 2)));

        Assert.Equal(4_100 - (80 * 50), passed.Sum());
    }
}

/// <summary>Rate limits while silos die. Each test has a cluster of its own.</summary>
public sealed class RateLimitLossTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EndpointSnapshot _endpoint = FrontDoors.Endpoint() with { Id = "id" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(60)] // asked for one by one
    [InlineData(20_000)] // leased
    public async Task A_budget_whose_silo_dies_stays_as_full_as_it_was(int limit)
    {
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path);
        await using var doors = new FrontDoors(cluster, 8, silos: 2); // front doors of the silos that live on
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, limit)] };
        var budget = await BudgetOnAsync(cluster, silo: 2, limit);
        var before = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockAsync(endpoint, client, times: Math.Max(limit / 400, client % 5 is 0 ? 1 : 0))));
        await FrontDoors.StoredAsync(budget);

        await cluster.KillAsync(2);
        var after = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockUntilRefusedAsync(endpoint, client, refusals: 3)))
            .ForAsync("every client to be refused");

        // What is asked for one by one is counted one by one. Leases that could not be renewed in time, on a machine that has other
        // things to do, count as used until their minute is over.
        Assert.InRange(1 + before.Sum() + after.Sum(), limit < 100 ? limit * 9 / 10 : limit / 2, limit);
    }

    [Fact]
    public async Task A_silo_that_dies_under_load_lets_no_more_pass_than_it_was_asked_for_in_its_last_moments()
    {
        const int limit = 20_000;
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path);
        await using var doors = new FrontDoors(cluster, 8, silos: 2);
        var endpoint = _endpoint with { RateLimits = [new(RateLimitKey.Endpoint, limit)] };
        await BudgetOnAsync(cluster, silo: 2, limit);

        var load = Task.WhenAll(Enumerable.Range(0, 200).Select(client => doors.KnockUntilRefusedAsync(endpoint, client, refusals: 3)));
        await doors.PassedAsync(limit / 2);
        var askedBefore = doors.AskedUntil(TimeProvider.System.GetTimestamp() - (TimeProvider.System.TimestampFrequency / 4)); // 100 ms, and a slow write
        await cluster.KillAsync(2);
        var askedAtDeath = doors.Asked;
        var passed = await load.ForAsync("every client to be refused");

        Assert.InRange(1 + passed.Sum(), limit / 2, limit + (askedAtDeath - askedBefore));
    }

    [Fact]
    public async Task A_lease_survives_the_death_of_the_budgets_silo()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path);
        var budget = cluster.Inside(0).GetGrain<IRateLimitGrain>("id/endpoint");
        var limits = new BudgetLimits(1000, null, Revision: 1);
        var lease = Guid.NewGuid();
        await cluster.PlacedOnAsync(1, () => budget.LeaseAsync(limits, new(lease, default, default), new(250, 0), CancellationToken.None).AsTask());
        Assert.Equal(cluster.Address(1), await cluster.LocateAsync(budget));

        await cluster.KillAsync(1);
        await LostBudget.AskAsync(
            () => budget.ReturnAsync(new(lease, new(200, 0), default), CancellationToken.None), TimeProvider.System, CancellationToken.None);

        Assert.Equal(799, (await budget.AdmitAsync(limits, 0, CancellationToken.None)).Calls.Remaining);
    }

    private static async Task<IRateLimitGrain> BudgetOnAsync(SiloCluster cluster, int silo, long limit)
    {
        var budget = cluster.Inside(0).GetGrain<IRateLimitGrain>("id/endpoint");
        await cluster.PlacedOnAsync(silo, () => budget.AdmitAsync(new(limit, null, 1), 0, CancellationToken.None).AsTask());
        Assert.Equal(cluster.Address(silo), await cluster.LocateAsync(budget));
        return budget;
    }
}
