namespace Andamento.Tests.Engine;

/// <summary>Which requests may run while another one waits.</summary>
[Collection(SharedCluster.Name)]
public sealed class ReentrancyTests(SharedCluster cluster)
{
    [Fact]
    public async Task A_reentrant_grain_takes_a_request_while_others_wait()
    {
        var grain = cluster.Client.GetGrain<IOverlapGrain>(Key.New());
        var gate = Key.New();
        Task[] waiting = [grain.WaitAsync(gate), grain.WaitAsync(gate)];
        await Gate.Of(gate).ArrivalAsync();
        await Gate.Of(gate).ArrivalAsync();

        Assert.Equal(2, await grain.GetRunningAsync());

        Gate.Of(gate).Open();
        await Task.WhenAll(waiting);
        Assert.Equal(0, await grain.GetRunningAsync());
    }

    [Fact]
    public async Task An_always_interleaved_method_answers_while_a_request_waits()
    {
        var grain = cluster.Client.GetGrain<IInterleavingGrain>(Key.New());
        var gate = Key.New();
        var waiting = grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();

        Assert.Equal(1, await grain.GetBegunAsync());

        Gate.Of(gate).Open();
        await waiting;
    }

    [Fact]
    public async Task An_ordinary_request_begins_when_the_one_before_it_has_ended()
    {
        var grain = cluster.Client.GetGrain<IInterleavingGrain>(Key.New());
        var (first, second) = (Key.New(), Key.New());
        var running = grain.WaitAsync(first);
        await Gate.Of(first).ArrivalAsync();

        var queued = grain.WaitAsync(second);

        Assert.Equal(1, await grain.GetBegunAsync());
        Gate.Of(first).Open();
        await Gate.Of(second).ArrivalAsync();
        Gate.Of(second).Open();
        await Task.WhenAll(running, queued);
    }

    [Fact]
    public async Task Reads_run_beside_each_other()
    {
        var grain = cluster.Client.GetGrain<IInterleavingGrain>(Key.New());
        var gate = Key.New();
        Task[] reads = [grain.ReadAsync(gate), grain.ReadAsync(gate)];

        await Gate.Of(gate).ArrivalAsync();
        await Gate.Of(gate).ArrivalAsync();

        Gate.Of(gate).Open();
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task A_read_waits_for_an_ordinary_request()
    {
        var grain = cluster.Client.GetGrain<IInterleavingGrain>(Key.New());
        var (write, read) = (Key.New(), Key.New());
        var writing = grain.WaitAsync(write);
        await Gate.Of(write).ArrivalAsync();

        var reading = grain.ReadAsync(read);

        Assert.Equal(1, await grain.GetBegunAsync());
        Gate.Of(write).Open();
        Gate.Of(read).Open();
        await Task.WhenAll(writing, reading);
    }

    [Fact]
    public async Task An_ordinary_request_waits_for_a_read()
    {
        var grain = cluster.Client.GetGrain<IInterleavingGrain>(Key.New());
        var (read, write) = (Key.New(), Key.New());
        var reading = grain.ReadAsync(read);
        await Gate.Of(read).ArrivalAsync();

        var writing = grain.WaitAsync(write);

        Assert.Equal(1, await grain.GetBegunAsync());
        Gate.Of(read).Open();
        Gate.Of(write).Open();
        await Task.WhenAll(reading, writing);
    }
}
