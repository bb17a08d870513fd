namespace Andamento.Tests.Engine;

/// <summary>What a caller sets travels with its calls, and only with its calls.</summary>
[Collection(SharedCluster.Name)]
public sealed class RequestContextTests(SharedCluster cluster)
{
    private readonly IContextGrain _grain = cluster.Client.GetGrain<IContextGrain>(Key.New());

    [Fact]
    public async Task A_value_reaches_the_grain()
    {
        RequestContext.Set("trace", "t-1");
        RequestContext.Set("number", 7);

        Assert.Equal("t-1", await _grain.ReadAsync("trace"));
        Assert.Equal("7", await _grain.ReadAsync("number"));
        Assert.Null(await _grain.ReadAsync("other"));
    }

    [Fact]
    public async Task A_value_reaches_the_grain_behind_the_grain()
    {
        var first = await cluster.PlaceAsync<IContextGrain>(0);
        var second = await cluster.PlaceAsync<IContextGrain>(1);
        RequestContext.Set("trace", "t-2");

        Assert.Equal("t-2", await first.ReadBehindAsync(second.GetPrimaryKeyString(), "trace"));
    }

    [Fact]
    public async Task A_value_reaches_a_grain_inside_the_same_silo()
    {
        var key = (await cluster.PlaceAsync<IContextGrain>(0)).GetPrimaryKeyString();
        RequestContext.Set("trace", "t-3");

        Assert.Equal("t-3", await cluster.Inside(0).GetGrain<IContextGrain>(key).ReadAsync("trace"));
    }

    [Fact]
    public async Task A_value_reaches_a_stream()
    {
        RequestContext.Set("trace", "t-4");

        await foreach (var seen in _grain.ReadStreamAsync("trace")) Assert.Equal("t-4", seen);
    }

    [Fact]
    public async Task What_a_grain_sets_stays_with_the_grain()
    {
        RequestContext.Set("trace", "mine");

        await _grain.ChangeAsync("trace", "theirs");

        Assert.Equal("mine", RequestContext.Get("trace"));
        Assert.Equal("mine", await _grain.ReadAsync("trace"));
    }

    [Fact]
    public async Task A_removed_value_travels_no_more()
    {
        RequestContext.Set("trace", "t-5");
        Assert.True(RequestContext.Remove("trace"));

        Assert.Null(await _grain.ReadAsync("trace"));
    }
}
