namespace Andamento.Tests.Engine;

/// <summary>What can be seen exactly only where one silo is alone in its process.</summary>
public sealed class OneSiloTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync(1);

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Statistics_count_the_activations_of_a_kind_of_grain()
    {
        var first = _cluster.Client.GetGrain<ICountedGrain>(Key.New());
        await first.GetSiloAsync();
        await _cluster.Client.GetGrain<ICountedGrain>(Key.New()).GetSiloAsync();
        Assert.Equal(2, await CountAsync());

        await first.LeaveAsync();

        await Patience.UntilAsync("one activation to be left", CountAsync, count => count == 1);
    }

    [Fact]
    public async Task A_silo_alone_answers_a_client_and_itself()
    {
        var key = Key.New();

        Assert.Equal(_cluster.Address(0), await _cluster.Client.GetGrain<ITurnGrain>(key).GetSiloAsync());
        Assert.Equal(_cluster.Address(0), await _cluster.Inside(0).GetGrain<ITurnGrain>(key).GetSiloAsync());
    }

    private async Task<int> CountAsync()
    {
        var statistics = await _cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return statistics.Single(line => line.GrainType.Contains(nameof(CountedGrain), StringComparison.Ordinal)).ActivationCount;
    }
}
