namespace Andamento.Tests.Engine;

/// <summary>A silo leaves in good order, and one joins. Each test has its own cluster.</summary>
public sealed class SiloStopTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FragileCluster.StartAsync(3);

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Its_grains_are_deactivated_and_may_write_first()
    {
        var grain = await _cluster.PlaceAsync<IAccountGrain>(2);
        await grain.DepositAsync(1);
        await grain.ForgeAsync(-8); // the grain writes this only when it is deactivated

        await _cluster.StopAsync(_cluster.Address(2));

        Assert.Equal(nameof(DeactivationReasonCode.ShuttingDown), await Signal.NextAsync(grain.GetPrimaryKeyString()));
        Assert.Equal(8, (await Patience.UntilAsync("an answer", grain.GetAsync, _ => true)).Balance);
    }

    [Fact]
    public async Task A_request_that_runs_may_end()
    {
        var gate = Key.New();
        var grain = await _cluster.PlaceAsync<ILifeGrain>(2);
        var call = grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();

        var stopping = _cluster.StopAsync(_cluster.Address(2));
        Gate.Of(gate).Open();

        await call.Within("the running request to end");
        await stopping;
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost()
    {
        var grain = await _cluster.PlaceAsync<IAccountGrain>(2);
        var (acknowledged, attempted, stopped) = (0, 0, false);
        var writing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stopped) || acknowledged < 20)
            {
                attempted++;
                if (await Record.ExceptionAsync(() => grain.DepositAsync(1)) is null) acknowledged++;
            }
        });

        await _cluster.StopAsync(_cluster.Address(2));
        Volatile.Write(ref stopped, true);
        await writing.Within("the writer to end");

        Assert.InRange((await grain.GetAsync()).Balance, acknowledged, attempted);
    }

    [Fact]
    public async Task Its_grains_live_elsewhere_at_once()
    {
        var stopped = _cluster.Address(2);
        var grain = await _cluster.PlaceAsync<IBirthGrain>(2);
        await grain.GetActivationAsync();

        await _cluster.StopAsync(stopped);

        Assert.NotEqual(stopped, await Patience.UntilAsync("an answer", grain.GetSiloAsync, _ => true));
    }

    [Fact]
    public async Task A_silo_that_joins_takes_grains()
    {
        var joined = await _cluster.AddSiloAsync();
        await Patience.UntilAsync(
            "all silos to see four",
            () => Task.WhenAll(Enumerable.Range(0, 4).Select(silo => _cluster.Inside(silo).GetGrain<IManagementGrain>(0).GetHosts(true))),
            hosts => hosts.All(seen => seen.Count == 4));

        var index = _cluster.Silos.ToList().FindIndex(silo => silo.SiloAddress.Equals(joined.SiloAddress));
        var grain = await Patience.UntilAsync("a grain on the new silo", () => _cluster.PlaceAsync<ITurnGrain>(index), _ => true);

        Assert.Equal(joined.SiloAddress, await grain.GetSiloAsync());
    }
}
