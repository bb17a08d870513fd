namespace Andamento.Tests.Engine;

/// <summary>A grain calls back to objects that are no grains.</summary>
[Collection(SharedCluster.Name)]
public sealed class ObserverTests(SharedCluster cluster)
{
    private readonly Reader _reader = new();

    [Fact]
    public async Task A_clients_object_hears_void_and_one_way_calls()
    {
        var grain = cluster.Client.GetGrain<INewsGrain>(Key.New());
        await grain.SubscribeAsync(cluster.Client.CreateObjectReference<INewsReader>(_reader));

        await grain.PublishAsync("rain");

        string[] heard = [await Signal.NextAsync(_reader.Name), await Signal.NextAsync(_reader.Name)];
        Assert.Equal(["one way rain", "rain at 1,2"], heard.Order());
        GC.KeepAlive(_reader);
    }

    [Fact]
    public async Task A_clients_object_can_answer()
    {
        var grain = cluster.Client.GetGrain<INewsGrain>(Key.New());
        await grain.SubscribeAsync(cluster.Client.CreateObjectReference<INewsReader>(_reader));

        Assert.Equal(4, await grain.AskAsync("rain"));
        GC.KeepAlive(_reader);
    }

    [Fact]
    public async Task An_object_inside_a_silo_hears_grains_on_other_silos()
    {
        var grain = await cluster.PlaceAsync<INewsGrain>(0);
        await grain.SubscribeAsync(cluster.Inside(2).CreateObjectReference<INewsReader>(_reader));

        Assert.Equal(4, await grain.AskAsync("snow"));
        GC.KeepAlive(_reader);
    }

    [Fact]
    public async Task A_grain_knows_a_reader_again()
    {
        var grain = cluster.Client.GetGrain<INewsGrain>(Key.New());
        var reference = cluster.Client.CreateObjectReference<INewsReader>(_reader);
        await grain.SubscribeAsync(reference);
        await grain.SubscribeAsync(reference);

        Assert.Equal(4, await grain.AskAsync("rain"));
        GC.KeepAlive(_reader);
    }

    [Fact]
    public async Task What_an_object_throws_reaches_a_grain_that_waits_and_no_other()
    {
        var grain = cluster.Client.GetGrain<INewsGrain>(Key.New());
        await grain.SubscribeAsync(cluster.Client.CreateObjectReference<INewsReader>(_reader));

        await grain.PublishAsync(Reader.Unbearable);
        await Assert.ThrowsAsync<RefusedException>(() => grain.AskAsync(Reader.Unbearable));
        GC.KeepAlive(_reader);
    }

    [Fact]
    public async Task A_one_way_call_does_not_wait_for_the_grain()
    {
        var gate = Key.New();
        var grain = cluster.Client.GetGrain<INewsGrain>(Key.New());

        await grain.PostAsync(gate).Within("a one-way call to return");

        await Gate.Of(gate).ArrivalAsync();
        Gate.Of(gate).Open();
    }

    private sealed class Reader : INewsReader
    {
        public const string Unbearable = "unbearable";

        public string Name { get; } = Key.New();

        public void Read(string headline, Place place)
        {
            if (headline is Unbearable) throw new RefusedException("stop it", 1);
            Signal.Send(Name, $"{headline} at {place.Latitude},{place.Longitude}");
        }

        public Task ReadOneWayAsync(string headline)
        {
            if (headline is Unbearable) throw new RefusedException("stop it", 1);
            Signal.Send(Name, $"one way {headline}");
            return Task.CompletedTask;
        }

        public Task<int> CountAsync(string headline) =>
            headline is Unbearable ? throw new RefusedException("stop it", 1) : Task.FromResult(headline.Length);
    }
}
