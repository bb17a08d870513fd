namespace Andamento.Tests.Engine;

/// <summary>A grain is one thread of thought.</summary>
[Collection(SharedCluster.Name)]
public sealed class TurnTests(SharedCluster cluster)
{
    [Fact]
    public async Task A_grain_runs_one_request_at_a_time()
    {
        var grain = cluster.Client.GetGrain<ITurnGrain>(Key.New());

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.AddAsync()));

        Assert.Equal(100, await grain.GetCountAsync());
    }

    [Fact]
    public async Task A_grain_runs_one_request_at_a_time_when_all_silos_call_it()
    {
        var key = Key.New();
        var callers = Enumerable.Range(0, 3).Select(silo => cluster.Inside(silo).GetGrain<ITurnGrain>(key));

        await Task.WhenAll(callers.SelectMany(grain => Enumerable.Range(0, 40).Select(_ => grain.AddAsync())));

        Assert.Equal(120, await cluster.Client.GetGrain<ITurnGrain>(key).GetCountAsync());
    }

    [Fact]
    public async Task Two_grains_run_at_the_same_time()
    {
        var name = Key.New();
        var first = cluster.Client.GetGrain<ITurnGrain>(Key.New()).WaitAsync(name);
        var second = cluster.Client.GetGrain<ITurnGrain>(Key.New()).WaitAsync(name);

        await Gate.Of(name).ArrivalAsync();
        await Gate.Of(name).ArrivalAsync();

        Gate.Of(name).Open();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_request_goes_on_upon_its_activations_scheduler()
    {
        var report = await cluster.Client.GetGrain<ITurnGrain>(Key.New()).CompareSchedulersAsync();

        Assert.Equal(
            new SchedulerReport(OwnScheduler: true, AfterYield: true, AfterDelay: true, InsideRun: false, AfterRun: true),
            report);
    }

    [Fact]
    public async Task No_two_turns_of_an_activation_run_at_once_even_when_requests_overlap()
    {
        var grain = cluster.Client.GetGrain<IOverlapGrain>(Key.New());

        var overlapped = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => grain.RunTurnsAsync()));

        Assert.DoesNotContain(true, overlapped);
    }

    [Fact]
    public async Task A_request_that_waits_takes_no_thread()
    {
        var name = Key.New();
        var waiting = Enumerable.Range(0, 200)
            .Select(_ => cluster.Client.GetGrain<ITurnGrain>(Key.New()).WaitAsync(name)).ToArray();
        foreach (var _ in waiting) await Gate.Of(name).ArrivalAsync();

        Gate.Of(name).Open();

        await Task.WhenAll(waiting).Within("200 waiting grains to end");
    }
}
