namespace Andamento.Tests.Engine;

/// <summary>How a stream ends, other than by being complete.</summary>
[Collection(SharedCluster.Name)]
public sealed class AsyncStreamEndTests(SharedCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Leaving_the_loop_ends_the_grains_enumerator(int caller)
    {
        var grain = await SeenFromAsync(caller);

        await foreach (var item in grain.ForeverAsync())
        {
            if (item == 3) break;
        }

        Assert.Equal("disposed", await Signal.NextAsync(grain.GetPrimaryKeyString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cancelling_the_methods_token_ends_the_grains_enumerator(int caller)
    {
        using var source = new CancellationTokenSource();
        var grain = await SeenFromAsync(caller);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CancelAtThirdAsync(grain.ForeverAsync(source.Token), source));

        await Signal.NextAsync(grain.GetPrimaryKeyString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cancelling_the_enumerations_token_ends_the_grains_enumerator(int caller)
    {
        using var source = new CancellationTokenSource();
        var grain = await SeenFromAsync(caller);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CancelAtThirdAsync(grain.ForeverAsync(CancellationToken.None).WithCancellation(source.Token), source));

        await Signal.NextAsync(grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task Cancelling_reaches_a_grain_that_waits_for_its_next_item()
    {
        using var source = new CancellationTokenSource();
        var gate = Key.New();
        await using var items = cluster.Client.GetGrain<IStreamGrain>(Key.New())
            .PauseAsync(gate, source.Token).GetAsyncEnumerator(CancellationToken.None);
        await items.MoveNextAsync();
        var next = items.MoveNextAsync();
        await Gate.Of(gate).ArrivalAsync();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask().Within("the stream to be cancelled"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(150)]
    public async Task An_exception_arrives_whole_and_after_the_items_before_it(int items)
    {
        var received = 0;

        var failure = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await foreach (var _ in cluster.Client.GetGrain<IStreamGrain>(Key.New()).FailAfterAsync(items)) received++;
        });

        Assert.Equal("broke off", failure.Message);
        Assert.Equal(items, failure.Code);
        Assert.Equal(items, received);
    }

    [Fact]
    public async Task A_stream_whose_activation_is_gone_is_aborted()
    {
        var grain = cluster.Client.GetGrain<IStreamGrain>(Key.New());
        await using var items = grain.ForeverAsync().WithBatchSize(1).GetAsyncEnumerator();
        await items.MoveNextAsync();

        await grain.LeaveAsync();

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => DrainAsync(items).Within("the stream to be aborted"));
    }

    private static async Task DrainAsync(IAsyncEnumerator<long> items)
    {
        while (await items.MoveNextAsync())
        {
        }
    }

    private static async Task CancelAtThirdAsync(IAsyncEnumerable<long> items, CancellationTokenSource source) =>
        await CancelAtThirdAsync(items.WithCancellation(CancellationToken.None), source);

    private static async Task CancelAtThirdAsync(
        System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable<long> items, CancellationTokenSource source)
    {
        await foreach (var item in items)
        {
            if (item == 3) await source.CancelAsync();
        }
    }

    private async Task<IStreamGrain> SeenFromAsync(int caller)
    {
        var grain = await cluster.PlaceAsync<IStreamGrain>(0);
        return cluster.Inside(caller).GetGrain<IStreamGrain>(grain.GetPrimaryKeyString());
    }
}
