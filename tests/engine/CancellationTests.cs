namespace Andamento.Tests.Engine;

/// <summary>A token reaches as far as the call does.</summary>
[Collection(SharedCluster.Name)]
public sealed class CancellationTests(SharedCluster cluster)
{
    [Fact]
    public async Task Cancelling_reaches_a_grain_in_the_same_silo() => await CancelAsync(cluster.Inside(0));

    [Fact]
    public async Task Cancelling_reaches_a_grain_in_another_silo() => await CancelAsync(cluster.Inside(1));

    [Fact]
    public async Task Cancelling_reaches_a_grain_from_a_client() => await CancelAsync(cluster.Client);

    [Fact]
    public async Task Cancelling_reaches_the_grain_behind_a_grain()
    {
        using var source = new CancellationTokenSource();
        var first = await cluster.PlaceAsync<ICancellableGrain>(0);
        var second = await cluster.PlaceAsync<ICancellableGrain>(1);
        var call = first.PassOnAsync(second.GetPrimaryKeyString(), source.Token);
        Assert.Equal("begun", await Signal.NextAsync(second.GetPrimaryKeyString()));

        await source.CancelAsync();

        Assert.Equal("cancelled", await Signal.NextAsync(second.GetPrimaryKeyString()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_does_not_begin()
    {
        var grain = await cluster.PlaceAsync<ICancellableGrain>(0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.WaitAsync(new CancellationToken(canceled: true)));

        await grain.GetSiloAsync();
        Assert.Equal(0, Signal.Pending(grain.GetPrimaryKeyString()));
    }

    [Fact]
    public async Task A_token_travels_beside_other_arguments()
    {
        using var source = new CancellationTokenSource();

        var grain = cluster.Client.GetGrain<ICancellableGrain>(Key.New());

        Assert.True(await grain.CanBeCancelledAsync(1, "text", source.Token));
    }

    [Fact]
    public async Task The_grain_answers_other_calls_after_a_cancelled_one()
    {
        using var source = new CancellationTokenSource();
        var grain = await cluster.PlaceAsync<ICancellableGrain>(0);
        var call = grain.WaitAsync(source.Token);
        await Signal.NextAsync(grain.GetPrimaryKeyString());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal(cluster.Address(0), await grain.GetSiloAsync().Within("the grain to be free again"));
    }

    private async Task CancelAsync(IGrainFactory caller)
    {
        using var source = new CancellationTokenSource();
        var key = (await cluster.PlaceAsync<ICancellableGrain>(0)).GetPrimaryKeyString();
        var call = caller.GetGrain<ICancellableGrain>(key).WaitAsync(source.Token);
        Assert.Equal("begun", await Signal.NextAsync(key));

        await source.CancelAsync();

        Assert.Equal("cancelled", await Signal.NextAsync(key));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
