using Andamento.Replicas;
using static Andamento.Replicas.ReplicaSetLife;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ReplicaLoadsTests
{
    private readonly ReplicaLoads _loads = new();

    [Fact]
    public void Nothing_is_known_before_the_first_look() => Assert.Equal((0, 0, null), Told());

    [Fact]
    public void Looks_add_what_is_new_of_every_replica()
    {
        Look((0, Load(2, 30)), (1, Load(3, 60)));
        Look((0, Load(2, 30)), (1, Load(4, 60)));

        Assert.Equal((6, 60, 45d), Told());
    }

    [Fact]
    public void What_a_replica_did_stays_counted_when_it_goes_and_its_host_no_longer_does()
    {
        Look((0, Load(2, 30)), (1, Load(3, 60)));
        Look((0, Load(2, 30)));
        Look((0, Load(2, 30)), (1, Load(1, 50))); // another one, by the same number

        Assert.Equal((6, 60, 40d), Told());
    }

    [Fact]
    public void A_replica_that_began_anew_counts_from_zero()
    {
        Look((0, Load(5, 30)));
        Look((0, null)); // loading again
        Look((0, Load(2, null)));

        Assert.Equal((7, 70, null), Told());
    }

    private static ReplicaLoad Load(int requests, double? processor)
    {
        var times = new RunTimes();
        for (var request = 0; request < requests; request++) times.Note(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        return new() { Waits = times.Waits, Runs = times.Runs, Processor = processor };
    }

    private void Look(params (int Ordinal, ReplicaLoad? Load)[] found) => _loads.Note(
        [.. found.Select(one => new Found(
            new(one.Ordinal, 4), new() { State = one.Load is null ? ReplicaState.Loading : ReplicaState.Ready, Load = one.Load }))]);

    private (long Requests, double Milliseconds, double? Processor) Told()
    {
        var told = _loads.Read();
        Assert.Equal(told.Runs.Total, told.Waits.Total);
        return (told.Runs.Total, told.Runs.Milliseconds, told.Processor);
    }
}
