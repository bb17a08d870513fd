using Andamento.Replicas;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ReplicaPlanTests
{
    private readonly ManualTime _time = new();
    private readonly ReplicaOptions _options = new();
    private ReplicaSetSpec _spec = Spec(most: 16, least: 8);
    private ReplicaSetRecord _record = new() { Deployed = true };
    private ReplicaPlan.Notes _notes;

    public ReplicaPlanTests() => _notes = new(_time.GetUtcNow());

    [Fact]
    public void A_new_set_starts_with_its_minimum()
    {
        _record = new();

        Assert.Equal(8, Look(0));
    }

    [Fact]
    public void More_requests_than_replicas_run_grow_the_set_once_they_have_lasted()
    {
        Have(4, 4);

        Assert.Equal(8, Look(11));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(8, Look(11));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(11, Look(11));
    }

    [Fact]
    public void A_short_burst_changes_nothing()
    {
        Have(4, 4);
        Look(11);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Look(8);
        _time.Advance(TimeSpan.FromMilliseconds(900));

        Assert.Equal(8, Look(11));
    }

    [Fact]
    public void Requests_that_no_replica_has_taken_count_too()
    {
        Have(4, 4);
        Look(outstanding: 8, waiting: 3);
        _time.Advance(_options.ScaleUpAfter);

        Assert.Equal(11, Look(outstanding: 8, waiting: 3));
    }

    [Fact]
    public void A_set_never_grows_beyond_its_maximum()
    {
        Have(4, 4);
        Look(1000);
        _time.Advance(_options.ScaleUpAfter);

        Assert.Equal(16, Look(1000));
    }

    [Fact]
    public void A_set_shrinks_to_what_it_needed_in_all_of_the_quiet_time()
    {
        Have(4, 4, 4, 4);
        Look(2);
        _time.Advance(TimeSpan.FromMinutes(3));
        Look(10);
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(10, Look(2));
    }

    [Fact]
    public void A_busy_moment_begins_the_quiet_time_anew()
    {
        Have(4, 4, 4, 4);
        Look(2);
        _time.Advance(TimeSpan.FromMinutes(4));
        Look(13); // the last replica is needed
        _time.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(16, Look(2));
    }

    [Fact]
    public void A_set_never_shrinks_below_its_minimum()
    {
        Have(4, 4, 4, 4);
        Look(0);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(8, Look(0));
    }

    [Fact]
    public void A_set_that_may_scale_to_zero_does_when_nobody_has_asked_for_the_idle_time()
    {
        _spec = Spec(most: 4, least: 0, scaleToZero: true);
        Have(4);
        Look(1);
        _time.Advance(_options.IdleTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal(4, Look(0));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, Look(0));
    }

    [Fact]
    public void Requests_between_two_looks_keep_a_set_awake()
    {
        _spec = Spec(most: 4, least: 0, scaleToZero: true);
        Have(4);
        _time.Advance(_options.IdleTimeout);
        Look(0, used: true);
        _time.Advance(_options.IdleTimeout - TimeSpan.FromSeconds(1));

        Assert.Equal(4, Look(0));
    }

    [Fact]
    public void A_set_that_sleeps_goes_on_sleeping_until_a_request_waits()
    {
        _spec = Spec(most: 4, least: 0, scaleToZero: true);

        Assert.Equal(0, Look(0));
        Assert.Equal(1, Look(outstanding: 0, waiting: 1));
    }

    [Fact]
    public void A_set_that_may_scale_to_zero_is_deployed_first()
    {
        _spec = Spec(most: 4, least: 0, scaleToZero: true);
        _record = new();

        Assert.Equal(1, Look(0));
    }

    private static ReplicaSetSpec Spec(int most, int least, bool scaleToZero = false) => new()
    {
        Model = new() { FullName = "a.b.c", Version = "1", Task = ServingTask.Predict, Files = [] },
        Accelerator = Accelerator.None,
        Concurrency = most,
        MinConcurrency = least,
        ScaleToZero = scaleToZero,
    };

    private void Have(params int[] sizes) =>
        _record = _record with { Members = [.. sizes.Select((size, ordinal) => new ReplicaMember(ordinal, size))] };

    private int Look(int outstanding, int waiting = 0, bool used = false)
    {
        (var desired, _notes) = ReplicaPlan.Desired(_spec, _options, _record, new(outstanding, waiting, used), _notes, _time.GetUtcNow());
        return desired;
    }
}
