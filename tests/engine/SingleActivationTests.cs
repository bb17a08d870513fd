namespace Andamento.Tests.Engine;

/// <summary>A grain is in one place.</summary>
[Collection(SharedCluster.Name)]
public sealed class SingleActivationTests(SharedCluster cluster)
{
    [Fact]
    public async Task First_calls_from_all_silos_at_once_reach_one_activation()
    {
        string[] keys = [.. Enumerable.Range(0, 40).Select(_ => Key.New())];
        IGrainFactory[] callers = [cluster.Client, cluster.Inside(0), cluster.Inside(1), cluster.Inside(2)];

        var calls = keys.SelectMany(key => callers.Select(async caller =>
            (key, activation: await caller.GetGrain<IBirthGrain>(key).GetActivationAsync())));
        var answers = await Task.WhenAll(calls);

        Assert.Equal(keys.Length, answers.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(1, Signal.Pending($"birth {key}")));
    }

    [Fact]
    public async Task Every_caller_finds_the_activation_where_it_is()
    {
        var grain = await cluster.PlaceAsync<IBirthGrain>(2);
        var activation = await grain.GetActivationAsync();

        for (var silo = 0; silo < 3; silo++)
        {
            var same = cluster.Inside(silo).GetGrain<IBirthGrain>(grain.GetPrimaryKeyString());
            Assert.Equal(activation, await same.GetActivationAsync());
            Assert.Equal(cluster.Address(2), await same.GetSiloAsync());
        }
    }
}
