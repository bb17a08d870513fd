namespace Andamento.Tests.Engine;

/// <summary>A silo dies without a word. Each test has its own cluster.</summary>
public sealed class SiloCrashTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FragileCluster.StartAsync(3);

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Its_grains_live_elsewhere_afterwards_with_their_state()
    {
        var victim = _cluster.Address(2);
        var grain = await _cluster.PlaceAsync<IAccountGrain>(2);
        await grain.DepositAsync(5);

        await _cluster.KillAsync(victim);
        var silo = await Patience.UntilAsync("the grain to live elsewhere", grain.GetSiloAsync, silo => !silo.Equals(victim));

        Assert.Contains(silo, _cluster.Silos.Select(handle => handle.SiloAddress));
        Assert.Equal(6, (await grain.DepositAsync(1)).Balance);
    }

    [Fact]
    public async Task A_call_in_flight_fails()
    {
        var gate = Key.New();
        var grain = await _cluster.PlaceAsync<ITurnGrain>(1);
        var call = grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();

        await _cluster.KillAsync(_cluster.Address(1));

        Assert.NotNull(await Record.ExceptionAsync(() => call.Within("the call to fail")));
        Assert.True(call.IsFaulted);
    }

    [Fact]
    public async Task A_stream_from_it_is_aborted()
    {
        var grain = await _cluster.PlaceAsync<IStreamGrain>(1);
        await using var items = _cluster.Inside(0).GetGrain<IStreamGrain>(grain.GetPrimaryKeyString())
            .ForeverAsync().WithBatchSize(1).GetAsyncEnumerator();
        await items.MoveNextAsync();

        await _cluster.KillAsync(_cluster.Address(1));

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => DrainAsync(items).Within("the stream to end"));
    }

    [Fact]
    public async Task The_others_agree_that_it_is_dead()
    {
        var victim = _cluster.Address(2);
        await _cluster.KillAsync(victim);

        var hosts = await Patience.UntilAsync(
            "the membership to show two silos",
            () => _cluster.Client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true),
            hosts => hosts.Count == 2);

        Assert.DoesNotContain(victim, hosts.Keys);
    }

    [Fact]
    public async Task Grains_on_other_silos_go_on()
    {
        var grain = await _cluster.PlaceAsync<IBirthGrain>(0);
        var activation = await grain.GetActivationAsync();

        await _cluster.KillAsync(_cluster.Address(2));

        Assert.Equal(activation, await Patience.UntilAsync("an answer", grain.GetActivationAsync, _ => true));
    }

    private static async Task DrainAsync(IAsyncEnumerator<long> items)
    {
        while (await items.MoveNextAsync())
        {
        }
    }
}
