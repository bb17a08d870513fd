namespace Andamento.Tests.Engine;

/// <summary>A stateless worker is wherever its caller is, as often as it may be.</summary>
[Collection(SharedCluster.Name)]
public sealed class StatelessWorkerTests(SharedCluster cluster)
{
    [Fact]
    public async Task A_worker_runs_on_the_silo_that_calls_it()
    {
        var worker = Key.New();

        for (var silo = 0; silo < 3; silo++)
        {
            var foreman = await cluster.PlaceAsync<IForemanGrain>(silo);
            Assert.Equal(cluster.Address(silo), await foreman.AskWorkerAsync(worker));
            Assert.Equal(cluster.Address(silo), await cluster.Inside(silo).GetGrain<IWorkerGrain>(worker).GetSiloAsync());
        }
    }

    [Fact]
    public async Task A_worker_has_at_most_as_many_activations_as_it_says()
    {
        var gate = Key.New();
        var worker = cluster.Inside(0).GetGrain<IWorkerGrain>(Key.New());
        var working = Enumerable.Range(0, 8).Select(_ => worker.WorkAsync(gate)).ToArray();
        await Gate.Of(gate).ArrivalAsync();
        await Gate.Of(gate).ArrivalAsync(); // two at once

        Gate.Of(gate).Open();

        Assert.Equal(2, (await Task.WhenAll(working)).Distinct().Count());
    }

    [Fact]
    public async Task A_worker_answers_a_client()
    {
        var silo = await cluster.Client.GetGrain<IWorkerGrain>(Key.New()).GetSiloAsync();

        Assert.Contains(silo, cluster.Silos.Select(handle => handle.SiloAddress));
    }
}
