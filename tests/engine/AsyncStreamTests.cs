namespace Andamento.Tests.Engine;

/// <summary>A grain method may answer with a stream.</summary>
[Collection(SharedCluster.Name)]
public sealed class AsyncStreamTests(SharedCluster cluster)
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(100, 100)]
    [InlineData(1000, 100)]
    [InlineData(250, 1)]
    [InlineData(250, 7)]
    public async Task All_items_arrive_in_order_whatever_the_batch(int count, int batch)
    {
        var grain = cluster.Client.GetGrain<IStreamGrain>(Key.New());

        var items = await CollectAsync(grain.CountAsync(count).WithBatchSize(batch));

        Assert.Equal(Enumerable.Range(0, count), items);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_stream_runs_inside_a_silo_and_between_silos(int caller)
    {
        var key = (await cluster.PlaceAsync<IStreamGrain>(0)).GetPrimaryKeyString();

        var items = await CollectAsync(cluster.Inside(caller).GetGrain<IStreamGrain>(key).CountAsync(300));

        Assert.Equal(Enumerable.Range(0, 300), items);
    }

    [Fact]
    public async Task Items_may_be_null_or_of_derived_types()
    {
        Shape?[] shapes = [new Circle("c", 1), null, new Square("s", 2)];

        var items = await CollectAsync(cluster.Client.GetGrain<IStreamGrain>(Key.New()).ShapesAsync(shapes));

        Assert.Equal(shapes, items);
    }

    [Fact]
    public async Task A_slow_item_is_not_held_back_until_its_batch_is_full()
    {
        var gate = Key.New();
        await using var items = cluster.Client.GetGrain<IStreamGrain>(Key.New()).PauseAsync(gate).GetAsyncEnumerator();

        Assert.True(await items.MoveNextAsync());
        Assert.Equal("before", items.Current);

        Gate.Of(gate).Open();
        Assert.True(await items.MoveNextAsync());
        Assert.Equal("after", items.Current);
        Assert.False(await items.MoveNextAsync());
    }

    [Fact]
    public async Task The_producer_runs_at_most_a_batch_or_two_ahead()
    {
        var grain = cluster.Client.GetGrain<IStreamGrain>(Key.New());
        await using var items = grain.ForeverAsync().WithBatchSize(10).GetAsyncEnumerator();
        await items.MoveNextAsync();

        for (var call = 0; call < 20; call++) Assert.InRange(await grain.GetProducedAsync(), 1, 21);
    }

    [Fact]
    public async Task A_grain_answers_other_calls_while_it_streams()
    {
        var gate = Key.New();
        var grain = await cluster.PlaceAsync<IStreamGrain>(1);
        await using var items = grain.PauseAsync(gate).GetAsyncEnumerator();
        await items.MoveNextAsync();
        var next = items.MoveNextAsync();
        await Gate.Of(gate).ArrivalAsync();

        Assert.Equal(cluster.Address(1), await grain.GetSiloAsync().Within("an answer beside the stream"));

        Gate.Of(gate).Open();
        Assert.True(await next);
    }

    [Fact]
    public async Task A_grain_feeds_several_streams_at_once()
    {
        var grain = cluster.Client.GetGrain<IStreamGrain>(Key.New());

        var streams = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => CollectAsync(grain.CountAsync(n * 10))));

        Assert.Equal(Enumerable.Range(1, 20).Select(n => n * 10), streams.Select(items => items.Count));
    }

    [Fact]
    public async Task Enumerating_again_calls_again()
    {
        var stream = cluster.Client.GetGrain<IStreamGrain>(Key.New()).CountAsync(5);

        Assert.Equal([0, 1, 2, 3, 4], await CollectAsync(stream));
        Assert.Equal([0, 1, 2, 3, 4], await CollectAsync(stream));
    }

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> stream)
    {
        List<T> items = [];
        await foreach (var item in stream) items.Add(item);
        return items;
    }
}
