namespace Andamento.Tests.Engine;

/// <summary>Code that stands between a call and its grain.</summary>
[Collection(SharedCluster.Name)]
public sealed class CallFilterTests(SharedCluster cluster)
{
    private readonly IFilteredGrain _grain = cluster.Client.GetGrain<IFilteredGrain>(Key.New());

    [Fact]
    public async Task A_silos_filter_sees_the_call_and_may_change_its_result()
    {
        Assert.Equal("song by FilteredGrain, applause", await _grain.PlayAsync("song"));
    }

    [Fact]
    public async Task A_silos_filter_sees_the_arguments_and_may_refuse()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _grain.PlayAsync("silence"));

        Assert.Equal("refused by a filter", failure.Message);
    }

    [Fact]
    public async Task A_grain_that_is_a_filter_may_answer_without_the_method()
    {
        Assert.Equal("no encore", await _grain.EncoreAsync("song"));
    }

    [Fact]
    public async Task A_clients_filter_sees_what_the_client_calls()
    {
        await _grain.PlayAsync("song");

        Assert.Equal(nameof(IFilteredGrain.PlayAsync), await Signal.NextAsync($"client calls {_grain.GetPrimaryKeyString()}"));
    }

    [Fact]
    public async Task A_silos_outgoing_filter_sees_what_its_grains_call()
    {
        var other = Key.New();

        await _grain.CallAsync(other);

        Assert.Equal(nameof(IFilteredGrain.PlayAsync), await Signal.NextAsync($"silo calls {other}"));
        Assert.Equal(0, Signal.Pending($"client calls {other}"));
    }
}
