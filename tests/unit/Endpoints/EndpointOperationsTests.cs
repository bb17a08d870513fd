using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

/// <summary>Cancel, stop, start and what is remembered of them.</summary>
public sealed class EndpointOperationsTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(15);

    [Fact]
    public void A_cancelled_update_leaves_the_old_config_and_aborts_the_new_entities()
    {
        var record = EndpointLife.Cancel(Accept(Serving(Model("a", 1)), Config(2, Model("b", 2))), Noon);

        var details = Details(record);
        Assert.Equal((true, ConfigUpdateState.UpdateCanceled, 1), (details.Ready, details.ConfigUpdate, details.Config!.Version));
        Assert.Equal(
            (DeploymentState.Aborted, "The update was cancelled."),
            (details.PendingConfig!.ServedEntities[0].Deployment, details.PendingConfig.ServedEntities[0].DeploymentMessage));
        Assert.Equal(["e/id/2/b"], record.Draining.Select(entity => entity.Key));
        Assert.Null(EndpointViews.Snapshot(record.Endpoint!).NotServing);
    }

    [Fact]
    public void After_a_cancel_of_the_first_deployment_nothing_serves_and_it_says_why()
    {
        var record = EndpointLife.Cancel(Accept(Empty, Config(1, Model("a", 1))), Noon);

        Assert.Equal("Endpoint 'e' is not ready: its deployment was cancelled.", EndpointViews.Snapshot(record.Endpoint!).NotServing);
    }

    [Fact]
    public void A_stopped_endpoint_keeps_its_config_and_lets_everything_go()
    {
        var record = EndpointLife.Stop(Serving(Model("a", 1)), Noon, Drain);

        var snapshot = EndpointViews.Snapshot(record.Endpoint!);
        Assert.Equal((true, "Endpoint 'e' is stopped. Start it first."), (snapshot.Stopped, snapshot.NotServing));
        Assert.Empty(snapshot.Entities);
        Assert.Empty(EndpointLife.Entities(record.Endpoint!));
        Assert.Equal([("e/id/1/a", Noon + Drain)], record.Draining.Select(entity => (entity.Key, entity.ReleaseAt)));
        var details = Details(record);
        Assert.Equal((false, true, ConfigUpdateState.NotUpdating, 1), (details.Ready, details.Stopped, details.ConfigUpdate, details.Config!.Version));
        Assert.Equal("The endpoint is stopped.", details.Config.ServedEntities[0].DeploymentMessage);
    }

    [Fact]
    public void A_start_deploys_a_new_version_and_queries_are_told_to_wait()
    {
        var stopped = EndpointLife.Stop(Serving(Model("a", 1)), Noon, Drain);
        var again = EntityDefinitions.Again(stopped.Endpoint!.Active!.Entities[0], new("you", Noon, 2));

        var starting = Accept(stopped, Config(2, again));

        var waiting = EndpointViews.Snapshot(starting.Endpoint!);
        Assert.Equal((false, "Endpoint 'e' is being started."), (waiting.Stopped, waiting.NotServing));
        Assert.Equal(["e/id/2/a"], EndpointLife.Entities(starting.Endpoint!).Select(entity => EndpointLife.Key(starting.Endpoint!, entity)));

        var started = EndpointLife.Activate(starting, Noon, Drain);

        Assert.Null(EndpointViews.Snapshot(started.Endpoint!).NotServing);
        Assert.Equal((true, false), (Details(started).Ready, Details(started).Stopped));
        Assert.Equal(["e/id/1/a"], started.Draining.Select(entity => entity.Key)); // once: what was let go is not let go again
    }

    [Fact]
    public void A_start_that_fails_leaves_the_endpoint_stopped()
    {
        var stopped = EndpointLife.Stop(Serving(Model("a", 1)), Noon, Drain);
        var failed = EndpointLife.Fail(
            Accept(stopped, Config(2, Model("a", 2))), new Dictionary<string, (DeploymentState, string)>(), Noon);

        Assert.Equal((true, ConfigUpdateState.UpdateFailed), (EndpointViews.Snapshot(failed.Endpoint!).Stopped, Details(failed).ConfigUpdate));
    }

    [Theory]
    [InlineData(EndpointKind.External, FailureKind.InvalidParameter)]
    [InlineData(EndpointKind.Foundation, FailureKind.InvalidParameter)]
    [InlineData(EndpointKind.Custom, FailureKind.Conflict)]
    public void Only_custom_endpoints_that_serve_are_stopped(EndpointKind kind, FailureKind refusal)
    {
        var endpoint = Empty.Endpoint! with { Kind = kind };

        Assert.Equal(refusal, Assert.Throws<ServingException>(() => StopRules.Check(endpoint)).Kind);
    }

    [Fact]
    public void While_an_update_runs_nothing_is_stopped() => Assert.Equal(
        FailureKind.Conflict,
        Assert.Throws<ServingException>(() => StopRules.Check(Accept(Serving(Model("a", 1)), Config(2, Model("a", 2))).Endpoint!)).Kind);

    [Fact]
    public void Every_accepted_config_is_remembered_with_who_and_how_it_ended()
    {
        var one = Note(Empty, Accept(Empty, Config(1, External("a", 1))), "ann");
        var two = Note(one, Accept(one, Config(2, Model("b", 2))), "bob");
        Assert.Equal(ConfigOutcome.Deploying, two.Endpoint!.History[^1].Outcome);
        var failed = Note(
            two, EndpointLife.Fail(two, new Dictionary<string, (DeploymentState, string)> { ["b"] = (DeploymentState.Failed, "No.") }, Noon), null);
        var cleared = Note(failed, Accept(failed, Config(3)), "cid");

        Assert.Equal(
            [(1, "ann", ConfigOutcome.Served), (2, "bob", ConfigOutcome.Failed), (3, "cid", ConfigOutcome.Served)],
            cleared.Endpoint!.History.Select(past => (past.Config.Version, past.By, past.Outcome)));
        Assert.Equal("No.", cleared.Endpoint.History[1].Config.Entities[0].Entity.DeploymentMessage);
        Assert.Equal(1, ConfigHistory.Find(cleared.Endpoint, 1)!.Version);
        Assert.Null(ConfigHistory.Find(cleared.Endpoint, 4));
    }

    [Fact]
    public void Only_the_newest_configs_and_events_are_kept_and_what_serves_is_always_found()
    {
        var record = Empty;
        for (var version = 1; version <= 6; version++)
        {
            var next = ConfigHistory.Note(record, Accept(record, Config(version, External("a", version))), "me", most: 3);
            record = EventHistory.Note(record, next, "me", Noon, most: 4);
        }

        Assert.Equal([4, 5, 6], record.Endpoint!.History.Select(past => past.Config.Version));
        Assert.Equal(4, record.Endpoint.Events.Length);
        Assert.Null(ConfigHistory.Find(record.Endpoint, 3));
        Assert.Equal(6, ConfigHistory.Find(record.Endpoint with { History = [] }, 6)!.Version);
    }

    [Fact]
    public void Events_say_what_happened_when_and_by_whom()
    {
        var created = EventHistory.Note(new(), Accept(Empty, Config(1, Model("a", 1))), "me", Noon, 100);
        var served = EventHistory.Note(created, EndpointLife.Activate(created, Noon, Drain), null, Noon, 100);
        var stopped = EventHistory.Note(served, EndpointLife.Stop(served, Noon, Drain), "ops", Noon.AddHours(1), 100);

        Assert.Equal(
            [
                (EndpointEventKind.Created, null, "me"), (EndpointEventKind.ConfigAccepted, 1, "me"),
                (EndpointEventKind.ConfigServed, 1, null), (EndpointEventKind.Stopped, 1, "ops"),
            ],
            stopped.Endpoint!.Events.Select(one => (one.Kind, one.ConfigVersion, one.By)));
        Assert.Equal(Noon.AddHours(1), stopped.Endpoint.Events[^1].Time);
    }

    [Fact]
    public void A_failure_is_an_event_of_the_entity_with_its_reason()
    {
        var deploying = Accept(Serving(Model("a", 1)), Config(2, Model("b", 2)));
        var failed = EndpointLife.Fail(
            deploying, new Dictionary<string, (DeploymentState, string)> { ["b"] = (DeploymentState.Failed, "No such file.") }, Noon);

        var one = Assert.Single(EventHistory.Note(deploying, failed, null, Noon, 100).Endpoint!.Events);

        Assert.Equal((EndpointEventKind.ConfigFailed, "b", "Config 2: No such file."), (one.Kind, one.Entity, one.Message));
    }

    [Fact]
    public void Other_changes_are_events_too()
    {
        var before = Serving(External("a", 1));
        var after = EndpointLife.Change(
            before,
            before.Endpoint! with { RateLimits = [new(Andamento.RateLimits.RateLimitKey.User, 1)], Tags = [new("k", null)], MetricsExport = true },
            Noon);

        Assert.Equal(
            [EndpointEventKind.RateLimitsChanged, EndpointEventKind.SettingsChanged, EndpointEventKind.SettingsChanged],
            EventHistory.Note(before, after, "me", Noon, 100).Endpoint!.Events.Select(one => one.Kind));
    }

    [Fact]
    public void Those_who_asked_are_told_how_an_update_ended()
    {
        var told = new EmailNotifications(["good@example.com"], ["bad@example.com"]);
        var start = Empty with { Endpoint = Empty.Endpoint! with { Notifications = told } };
        var deploying = Accept(start, Config(1, Model("a", 1)));
        var served = EndpointLife.Activate(deploying, Noon, Drain);
        var failed = EndpointLife.Fail(
            deploying, new Dictionary<string, (DeploymentState, string)> { ["a"] = (DeploymentState.Failed, "No.") }, Noon);

        Assert.Null(UpdateNotice.Of(start.Endpoint, deploying.Endpoint));
        Assert.Equal((1, true, "good@example.com"), Told(UpdateNotice.Of(deploying.Endpoint, served.Endpoint)));
        Assert.Equal((1, false, "bad@example.com"), Told(UpdateNotice.Of(deploying.Endpoint, failed.Endpoint)));
        Assert.Equal("No.", UpdateNotice.Of(deploying.Endpoint, failed.Endpoint)!.Message);
        Assert.Null(UpdateNotice.Of(served.Endpoint, EndpointLife.Stop(served, Noon, Drain).Endpoint));
        Assert.Null(UpdateNotice.Of(deploying.Endpoint, served.Endpoint! with { Notifications = null }));

        static (int, bool, string) Told(EndpointNotification? notice) => (notice!.ConfigVersion, notice.Succeeded, Assert.Single(notice.Recipients));
    }

    [Fact]
    public void An_entitys_log_tells_its_events_and_what_its_replicas_reported()
    {
        var deploying = EventHistory.Note(new(), Note(new(), Accept(Empty, Config(1, Model("a", 1))), "me"), "me", Noon, 100);
        var reports = new ReplicaReports();
        reports.Note("e/id/1/a", new() { State = ReplicaState.Loading, Message = "Reading files." }, Noon.AddSeconds(1));
        reports.Note("e/id/1/a", new() { State = ReplicaState.Loading, Message = "Reading files." }, Noon.AddSeconds(2));
        reports.Note("e/id/1/a", new() { State = ReplicaState.Ready }, Noon.AddSeconds(3));

        var lines = EntityLog.Lines(deploying.Endpoint!, "a", null, reports.Of);

        Assert.Equal(
            ["2030-01-01T12:00:00.000Z Config 1 was accepted.", "2030-01-01T12:00:01.000Z Replicas Loading. Reading files.", "2030-01-01T12:00:03.000Z Replicas Ready."],
            lines!.Value);
        Assert.Equal<string>(lines.Value, EntityLog.Lines(deploying.Endpoint!, "a", 1, reports.Of)!.Value);
        Assert.Null(EntityLog.Lines(deploying.Endpoint!, "a", 2, reports.Of));
        Assert.Null(EntityLog.Lines(deploying.Endpoint!, "b", null, reports.Of));
    }

    [Fact]
    public void What_serves_again_keeps_its_credentials_under_a_new_version()
    {
        var old = External("x", 1) with { SealedSettings = [new("key", new byte[] { 1 })] };

        var again = EntityDefinitions.Again(old, new("you", Noon.AddDays(1), 4));

        Assert.Equal((4, "you", DeploymentState.Ready), (again.Entity.DeployedBy, again.Entity.Creator, again.Entity.Deployment));
        Assert.Equal(old.SealedSettings, again.SealedSettings);
        Assert.Equal(DeploymentState.Creating, EntityDefinitions.Again(Model("m", 1), new("you", Noon, 4)).Entity.Deployment);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData("CPU_LARGE", 30)]
    [InlineData("GPU_SMALL", 60)]
    [InlineData("GPU_MEDIUM", 60)]
    [InlineData("GPU_LARGE", 120)]
    [InlineData("MULTIGPU_MEDIUM", 120)]
    public void Larger_machines_have_longer_to_deploy(string? type, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), DeploymentTimeouts.Of(type, new()));

    private static EndpointRecord Empty => new()
    {
        Endpoint = new() { Name = "e", Id = "id", Creator = "me", CreatedAt = Noon, UpdatedAt = Noon, Revision = 1, Kind = EndpointKind.Custom },
    };

    private static EndpointRecord Serving(params ServedEntityDefinition[] entities)
    {
        var record = Accept(Empty, Config(1, entities));
        return record.Endpoint!.Pending is null ? record : EndpointLife.Activate(record, Noon, Drain);
    }

    private static EndpointRecord Accept(EndpointRecord record, StoredConfig config) => EndpointLife.Accept(record, config, Noon, Drain);

    private static EndpointRecord Note(EndpointRecord before, EndpointRecord next, string? by) => ConfigHistory.Note(before, next, by, most: 50);

    private static EndpointDetails Details(EndpointRecord record) => EndpointViews.Details(record.Endpoint!, _ => null);

    private static StoredConfig Config(int version, params ServedEntityDefinition[] entities) => new()
    {
        Version = version, Entities = [.. entities], Routes = [], StartedAt = Noon,
    };

    private static ServedEntityDefinition External(string name, int version) => new()
    {
        Entity = Entity(name, version, DeploymentState.Ready) with { External = new() { Provider = "p", Name = "m", ConfigName = "c" } },
    };

    private static ServedEntityDefinition Model(string name, int version) => new()
    {
        Entity = Entity(name, version, DeploymentState.Creating) with { EntityName = "a.b.c", EntityVersion = "1" },
        Replicas = new()
        {
            Model = new() { FullName = "a.b.c", Version = "1", Task = ServingTask.Predict, Files = [new("f", 1, "0")] },
            Accelerator = Accelerator.None,
            Concurrency = 4,
        },
    };

    private static ServedEntity Entity(string name, int version, DeploymentState state) => new()
    {
        Name = name, Task = ServingTask.Predict, Creator = "me", CreatedAt = Noon, Deployment = state, DeployedBy = version,
    };
}
