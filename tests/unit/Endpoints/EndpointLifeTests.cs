using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class EndpointLifeTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(15);

    [Fact]
    public void What_needs_no_deployment_serves_in_the_same_write()
    {
        var record = Accept(Empty, Config(1, External("a", 1)));

        Assert.Equal(1, record.Endpoint!.Active!.Version);
        Assert.Equal((null, ConfigUpdateState.NotUpdating), (record.Endpoint.Pending, record.Endpoint.Update));
        Assert.True(Details(record).Ready);
    }

    [Fact]
    public void A_first_deployment_is_pending_and_nothing_serves()
    {
        var record = Accept(Empty, Config(1, Model("a", 1)));

        Assert.Equal((null, 1), (record.Endpoint!.Active, record.Endpoint.Pending!.Version));
        var details = Details(record);
        Assert.Equal((false, ConfigUpdateState.InProgress), (details.Ready, details.ConfigUpdate));
        Assert.Equal("Endpoint 'e' is not ready: its first deployment is under way.", EndpointViews.Snapshot(record.Endpoint).NotServing);
    }

    [Fact]
    public void The_old_config_serves_until_the_new_one_is_ready()
    {
        var record = Accept(Serving(Model("a", 1)), Config(2, Model("b", 2)));

        Assert.Equal(["a"], EndpointViews.Snapshot(record.Endpoint!).Entities.Select(entity => entity.Name));

        record = EndpointLife.Activate(record, Noon, Drain);

        Assert.Equal(["b"], EndpointViews.Snapshot(record.Endpoint!).Entities.Select(entity => entity.Name));
        Assert.Equal(DeploymentState.Ready, record.Endpoint!.Active!.Entities[0].Entity.Deployment);
    }

    [Fact]
    public void A_replaced_entity_drains_and_one_that_stays_does_not()
    {
        var record = Serving(Model("a", 1), Model("b", 1));
        var kept = record.Endpoint!.Active!.Entities[1];

        record = EndpointLife.Activate(Accept(record, Config(2, Model("a", 2), kept)), Noon, Drain);

        var draining = Assert.Single(record.Draining);
        Assert.Equal(("e/id/1/a", true, Noon + Drain), (draining.Key, draining.HasReplicas, draining.ReleaseAt));
        Assert.Equal(
            ["e/id/2/a", "e/id/1/b"], EndpointViews.Snapshot(record.Endpoint!).Entities.Select(entity => entity.GrainKey));
    }

    [Fact]
    public void A_failed_update_leaves_the_old_config_and_says_why()
    {
        var record = EndpointLife.Fail(
            Accept(Serving(Model("a", 1)), Config(2, Model("b", 2), Model("c", 2))),
            new Dictionary<string, (DeploymentState, string)> { ["b"] = (DeploymentState.Failed, "No such file.") }, Noon);

        var details = Details(record);
        Assert.Equal((true, ConfigUpdateState.UpdateFailed, 1), (details.Ready, details.ConfigUpdate, details.Config!.Version));
        Assert.Equal(
            [(DeploymentState.Failed, "No such file."), (DeploymentState.Aborted, "Another entity of this config could not be deployed.")],
            details.PendingConfig!.ServedEntities.Select(entity => (entity.Deployment, entity.DeploymentMessage)));
        Assert.Equal(["e/id/2/b", "e/id/2/c"], record.Draining.Select(entity => entity.Key));
    }

    [Fact]
    public void After_a_failure_the_next_update_counts_on()
    {
        var failed = EndpointLife.Fail(
            Accept(Empty, Config(1, Model("a", 1))), new Dictionary<string, (DeploymentState, string)>(), Noon);

        Assert.Equal(1, failed.Endpoint!.LastVersion);
        Assert.Equal((null, 2), (Accept(failed, Config(2, External("x", 2))).Endpoint!.Pending, Accept(failed, Config(2, External("x", 2))).Endpoint!.Active!.Version));
    }

    [Fact]
    public void A_cleared_config_serves_nothing_and_lets_its_entities_go()
    {
        var record = Accept(Serving(External("a", 1)), Config(2));

        Assert.Null(record.Endpoint!.Active);
        Assert.Equal("Endpoint 'e' is not ready: it has no config.", EndpointViews.Snapshot(record.Endpoint).NotServing);
        Assert.Equal(["e/id/1/a"], record.Draining.Select(entity => entity.Key));
    }

    [Fact]
    public void A_deleted_endpoint_leaves_replicas_to_release_and_no_definition()
    {
        var record = EndpointLife.Delete(Accept(Serving(Model("a", 1)), Config(2, Model("b", 2))), Noon);

        Assert.Null(record.Endpoint);
        Assert.Equal([("e/id/1/a", null), ("e/id/2/b", null)], record.Draining.Select(entity => (entity.Key, entity.Definition)));
        Assert.Empty(EndpointLife.Delete(Serving(External("x", 1)), Noon).Draining);
    }

    [Fact]
    public void Every_change_raises_the_revision()
    {
        var created = Accept(Empty, Config(1, External("a", 1)));
        var changed = EndpointLife.Change(created, created.Endpoint! with { Description = "new" }, Noon);

        Assert.Equal((2, 3), (created.Endpoint!.Revision, changed.Endpoint!.Revision));
    }

    [Fact]
    public void A_ready_entity_that_lost_its_replica_is_recovering_and_the_endpoint_not_ready()
    {
        var record = Serving(Model("a", 1));

        var details = EndpointViews.Details(
            record.Endpoint!, _ => new() { State = ReplicaState.Loading, Message = "Started again." });

        Assert.False(details.Ready);
        Assert.Equal(
            (DeploymentState.Recovering, "Started again."),
            (details.Config!.ServedEntities[0].Deployment, details.Config.ServedEntities[0].DeploymentMessage));
    }

    [Theory]
    [InlineData(ReplicaState.Ready, 0, true, 0)]
    [InlineData(ReplicaState.Loading, 0, false, 0)]
    [InlineData(ReplicaState.Loading, 31, false, 1)]
    [InlineData(ReplicaState.Failed, 0, false, 1)]
    [InlineData(ReplicaState.Ready, 31, true, 0)]
    public void A_deployment_is_done_failed_or_out_of_time(ReplicaState state, int minutes, bool ready, int failures)
    {
        var record = Accept(Empty, Config(1, Model("a", 1)));

        var progress = DeploymentProgress.Of(
            record.Endpoint!, _ => new() { State = state }, Noon.AddMinutes(minutes), _ => TimeSpan.FromMinutes(30));

        Assert.Equal((ready, failures), (progress.AllReady, progress.Failures.Count));
    }

    [Fact]
    public void An_entity_that_nothing_changed_is_kept_and_one_with_a_plaintext_secret_never()
    {
        var serving = Serving(Model("a", 1)).Endpoint!.Active!.Entities;
        var credential = External("x", 1) with { SealedSettings = [new("key", new byte[] { 1 })] };

        Assert.Same(serving[0], EntityDefinitions.Keep(Model("a", 2), serving));
        Assert.Equal(2, EntityDefinitions.Keep(Model("b", 2), serving).Entity.DeployedBy);
        Assert.Equal(2, EntityDefinitions.Keep(External("x", 2) with { SealedSettings = credential.SealedSettings }, [credential]).Entity.DeployedBy);
        Assert.Equal(1, EntityDefinitions.Keep(External("x", 2), [External("x", 1)]).Entity.DeployedBy);
    }

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
