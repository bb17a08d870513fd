namespace Andamento.Tests.Engine;

/// <summary>A caller does not wait for ever.</summary>
[Collection(SharedCluster.Name)]
public sealed class TimeoutTests(SharedCluster cluster)
{
    [Fact]
    public async Task A_call_that_takes_longer_than_its_method_allows_times_out()
    {
        var gate = Key.New();

        await Assert.ThrowsAsync<TimeoutException>(
            () => cluster.Client.GetGrain<ISlowGrain>(Key.New()).WaitAsync(gate).Within("the call to time out"));

        Gate.Of(gate).Open();
    }

    [Fact]
    public async Task A_grain_that_calls_times_out_too()
    {
        var gate = Key.New();

        Assert.True(await cluster.Client.GetGrain<ISlowGrain>(Key.New()).CallAsync(Key.New(), gate));

        Gate.Of(gate).Open();
    }

    [Fact]
    public async Task The_grain_goes_on_after_its_caller_gave_up()
    {
        var gate = Key.New();
        var grain = cluster.Client.GetGrain<ISlowGrain>(Key.New());
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitAsync(gate));

        Gate.Of(gate).Open();

        await grain.GetSiloAsync();
    }
}
