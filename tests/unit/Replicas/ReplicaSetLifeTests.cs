using Andamento.Replicas;
using Andamento.Serving;
using static Andamento.Replicas.ReplicaSetLife;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ReplicaSetLifeTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReplicaOptions Options = new();
    private static readonly ReplicaMember First = new(0, 4);
    private static readonly ReplicaMember Second = new(1, 4);

    [Fact]
    public void A_load_that_ends_without_an_outcome_counts_until_one_succeeds()
    {
        var record = new ReplicaSetRecord { Members = [First with { Starting = true }] };

        var crashed = Note(record, [new(record.Members[0], Report(ReplicaState.Absent))], Noon);
        var ready = Note(
            crashed with { Members = [First with { Starting = true }] }, [new(First with { Starting = true }, Report(ReplicaState.Ready))], Noon);

        Assert.Equal((1, Noon), (crashed.Crashes, crashed.CrashedAt));
        Assert.Equal((0, true, false), (ready.Crashes, ready.Deployed, ready.Members[0].Starting));
    }

    [Theory]
    [InlineData(ReplicaState.Failed)] // it said why
    [InlineData(ReplicaState.Loading)] // it goes on
    public void A_load_that_says_how_it_went_is_no_crash(ReplicaState state)
    {
        var record = new ReplicaSetRecord { Members = [First with { Starting = true }] };

        Assert.Equal(0, Note(record, [new(record.Members[0], Report(state))], Noon).Crashes);
    }

    [Fact]
    public void A_replica_that_was_ready_and_went_with_its_silo_is_no_crash() =>
        Assert.Equal(0, Note(new() { Members = [First] }, [new(First, Report(ReplicaState.Absent))], Noon).Crashes);

    [Fact]
    public void After_three_crashes_a_model_is_left_alone_for_a_while()
    {
        var record = new ReplicaSetRecord { Crashes = 3, CrashedAt = Noon };

        Assert.True(IsDangerous(record, Options, Noon + Options.CrashPause - TimeSpan.FromSeconds(1)));
        Assert.False(IsDangerous(record, Options, Noon + Options.CrashPause));
        Assert.False(IsDangerous(record with { Crashes = 2 }, Options, Noon));
    }

    [Fact]
    public void A_replica_that_cannot_be_loaded_leaves_where_the_others_are_enough()
    {
        Found[] found = [new(First, Report(ReplicaState.Ready)), new(Second, Report(ReplicaState.Failed))];

        Assert.True(WithoutFailed([First, Second], found, least: 4)[1].Leaving);
        Assert.False(WithoutFailed([First, Second], found, least: 8)[1].Leaving);
    }

    [Fact]
    public void A_set_is_ready_with_its_minimum_while_more_starts()
    {
        var status = Tell(least: 4, zero: false, new(First, Report(ReplicaState.Ready)), new(Second, Report(ReplicaState.Loading, "Loading.")));

        Assert.Equal((ReplicaState.Ready, ""), (status.State, status.Message));
        Assert.Equal(new("k0", 4, 0), Assert.Single(status.Ready));
    }

    [Fact]
    public void A_set_below_its_minimum_is_not_ready_and_serves_with_what_it_has()
    {
        var status = Tell(least: 8, zero: false, new(First, Report(ReplicaState.Ready)), new(Second, Report(ReplicaState.Loading, "Loading.")));

        Assert.Equal((ReplicaState.Loading, "Loading."), (status.State, status.Message));
        Assert.Single(status.Ready);
    }

    [Fact]
    public void A_replica_that_leaves_gets_no_new_requests()
    {
        var status = Tell(least: 4, zero: false, new(First, Report(ReplicaState.Ready)), new(Second with { Leaving = true }, Report(ReplicaState.Ready)));

        Assert.Equal(["k0"], status.Ready.Select(ready => ready.Key));
    }

    [Fact]
    public void A_set_that_sleeps_is_ready_and_so_is_one_that_wakes()
    {
        var asleep = Tell(least: 0, zero: true);
        var waking = Tell(least: 0, zero: true, new Found(First, Report(ReplicaState.Loading, "Checking files: 42%.")));
        var failed = Tell(least: 0, zero: true, new Found(First, Report(ReplicaState.Failed, "No memory.")));

        Assert.Equal((ReplicaState.Ready, "Scaled to zero."), (asleep.State, asleep.Message));
        Assert.Equal((ReplicaState.Ready, "Scaled to zero; starting. Checking files: 42%."), (waking.State, waking.Message));
        Assert.Equal((ReplicaState.Failed, "No memory."), (failed.State, failed.Message));
    }

    private static ReplicaSetStatus Tell(int least, bool zero, params Found[] found) => Status(
        new()
        {
            Model = new() { FullName = "a.b.c", Version = "1", Task = ServingTask.Predict, Files = [] },
            Accelerator = Accelerator.None,
            Concurrency = 16,
            MinConcurrency = least,
            ScaleToZero = zero,
        },
        new() { Deployed = true, Members = [.. found.Select(one => one.Member)] }, found, member => $"k{member.Ordinal}");

    private static ReplicaReport Report(ReplicaState state, string message = "") => new() { State = state, Message = message };
}
