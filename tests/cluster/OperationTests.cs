using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>Cancel, roll back, stop, start, and what is remembered.</summary>
[Collection(SharedCluster.Name)]
public sealed class OperationTests(SharedCluster shared)
{
    private readonly string _name = NewName();
    private readonly string _model = $"main.default.m{Guid.NewGuid():N}";
    private readonly string _other = $"main.default.n{Guid.NewGuid():N}";

    private SiloCluster Silos => shared.Silos;

    private IEndpointGrain Endpoint => shared.Silos.Endpoint(_name);

    [Fact]
    public async Task A_cancelled_update_is_over_at_once_and_what_it_loaded_is_released()
    {
        Silos.Models.Add(_model).Open();
        var slow = Silos.Models.Add(_other);
        await Endpoint.CreateAsync(Model("m", _model));
        await ServesAsync(1);
        await Endpoint.UpdateAsync(Model("m", _other));
        await slow.Asked.WaitAsync().ForAsync("the new model to be loading");

        var cancelled = await Endpoint.CancelUpdateAsync(Me.Name, CancellationToken.None);
        slow.Open();

        Assert.Equal((true, ConfigUpdateState.UpdateCanceled, 1), (cancelled.Ready, cancelled.ConfigUpdate, cancelled.Config!.Version));
        Assert.Equal(DeploymentState.Aborted, cancelled.PendingConfig!.ServedEntities[0].Deployment);
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => Endpoint.CancelUpdateAsync(Me.Name, CancellationToken.None)));

        await Endpoint.UpdateAsync(Model("m", _other)); // a new update is free to go
        await ServesAsync(3);
        Assert.Equal(
            [(3, ConfigOutcome.Served), (2, ConfigOutcome.Canceled), (1, ConfigOutcome.Served)],
            (await HistoryAsync()).Configs.Select(entry => (entry.Config.Version, entry.Outcome)));
    }

    [Fact]
    public async Task Rolling_back_makes_a_new_version_of_the_old_content_with_its_credentials()
    {
        await Endpoint.CreateAsync(External("chat", value: $"sk-{_name}"));
        await Endpoint.UpdateAsync(External("chat", value: "sk-new"));
        var id = (await Endpoint.GetAsync(CancellationToken.None))!.Id;

        var back = await Endpoint.RollBackAsync(1, Me with { Name = "ops@localhost" }, CancellationToken.None);

        Assert.Equal((3, "ops@localhost"), (back.Config!.Version, back.Config.ServedEntities[0].Creator));
        var first = (await Endpoint.GetEntityAsync(id, 3, "chat", CancellationToken.None))!;
        var second = (await Endpoint.GetEntityAsync(id, 2, "chat", CancellationToken.None))!; // still draining
        Assert.False(first.SealedSettings[0].Sealed.Span.SequenceEqual(second.SealedSettings[0].Sealed.Span));
        await Silos.Client.GetGrain<ServedEntities.IServedEntityGrain>(
                ServedEntities.ServedEntityKey.InLane((await Endpoint.GetSnapshotAsync(CancellationToken.None))!.Entities[0].GrainKey, 0))
            .InvokeAsync(Request(), CancellationToken.None);
        Assert.Contains(Silos.Credentials, credential => credential.Contains($"sk-{_name}", StringComparison.Ordinal));
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => Endpoint.RollBackAsync(9, Me, CancellationToken.None)));
    }

    [Fact]
    public async Task Who_may_not_read_a_secret_rolls_back_to_no_config_that_uses_it()
    {
        var scope = Silos.Client.GetGrain<Secrets.ISecretScopeGrain>(_name);
        await scope.CreateAsync(Me.Name, Me.Name, CancellationToken.None);
        await scope.PutAsync("key", "v"u8.ToArray(), CancellationToken.None);
        await Endpoint.CreateAsync(External("chat", "openai_api_key", $"{{{{secrets/{_name}/key}}}}"));
        await Endpoint.UpdateAsync(External("chat"));

        Assert.Equal(
            FailureKind.InvalidParameter,
            await RefusalAsync(() => Endpoint.RollBackAsync(1, Me with { Id = "9", Name = "ops@localhost" }, CancellationToken.None)));
        Assert.Equal(3, (await Endpoint.RollBackAsync(1, Me, CancellationToken.None)).Config!.Version);
    }

    [Fact]
    public async Task A_stopped_endpoint_unloads_its_model_and_a_started_one_serves_a_new_version()
    {
        var script = Silos.Models.Add(_model).Open();
        await Endpoint.CreateAsync(Model("m", _model));
        await ServesAsync(1);

        var stopped = await Endpoint.StopAsync(Me.Name, CancellationToken.None);
        await script.Disposed.WaitAsync().ForAsync("the model to be unloaded");

        Assert.Equal((true, false, ConfigUpdateState.NotUpdating, 1), (stopped.Stopped, stopped.Ready, stopped.ConfigUpdate, stopped.Config!.Version));
        var snapshot = (await Endpoint.GetSnapshotAsync(CancellationToken.None))!;
        Assert.Equal((true, 0), (snapshot.Stopped, snapshot.Entities.Length));
        Assert.Equal(1, (await Endpoint.StopAsync(Me.Name, CancellationToken.None)).Config!.Version);

        var starting = await Endpoint.StartAsync(Me, CancellationToken.None);
        Assert.Equal((ConfigUpdateState.InProgress, 2), (starting.ConfigUpdate, starting.PendingConfig!.Version));
        await ServesAsync(2);
        Assert.Equal(2, script.Loads);
        Assert.False((await Endpoint.GetAsync(CancellationToken.None))!.Stopped);
    }

    [Fact]
    public async Task Routes_sent_to_a_stopped_endpoint_start_it()
    {
        Silos.Models.Add(_model).Open();
        await Endpoint.CreateAsync(Model("m", _model));
        await ServesAsync(1);
        await Endpoint.StopAsync(Me.Name, CancellationToken.None);

        await Endpoint.UpdateAsync(new EndpointConfigInput { Routes = [new("m", 100)] });

        await ServesAsync(2);
    }

    [Fact]
    public async Task External_endpoints_are_not_stopped()
    {
        await Endpoint.CreateAsync(External());

        Assert.Equal(FailureKind.InvalidParameter, await RefusalAsync(() => Endpoint.StopAsync(Me.Name, CancellationToken.None)));
    }

    [Fact]
    public async Task Telemetry_waits_for_the_end_of_an_update_and_tags_do_not()
    {
        var slow = Silos.Models.Add(_model);
        await Endpoint.CreateAsync(Model("m", _model));

        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => ChangeAsync(new() { Caller = Me.Name, Telemetry = new() })));
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => ChangeAsync(new() { Caller = Me.Name, MetricsExport = true })));
        Assert.Equal<EndpointTag>([new("k", "v")], (await ChangeAsync(new() { Caller = Me.Name, AddTags = [new("k", "v")] })).Tags);

        slow.Open();
        await ServesAsync(1);
        var changed = await ChangeAsync(new() { Caller = Me.Name, Telemetry = new() { ProfileId = "p" }, MetricsExport = true });
        Assert.Equal(("p", true), (changed.Telemetry!.ProfileId, changed.MetricsExport));
    }

    [Fact]
    public async Task A_failure_is_an_event_and_a_line_in_the_log_of_its_entity()
    {
        Silos.Models.Add(_model).Fail("The weights are missing.");
        await Endpoint.CreateAsync(Model("m", _model));
        await Endpoint.SeeAsync(seen => seen.NotServing?.Contains("failed", StringComparison.Ordinal) is true, "the deployment to fail");

        var failed = (await HistoryAsync()).Events[0];
        var log = await Endpoint.GetEntityLogAsync("m", 1, CancellationToken.None);

        Assert.Equal((EndpointEventKind.ConfigFailed, "m", 1), (failed.Kind, failed.Entity, failed.ConfigVersion));
        Assert.EndsWith("Config 1: The weights are missing.", log!.Value.Single(line => line.Contains("Config 1: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Null(await Endpoint.GetEntityLogAsync("other", null, CancellationToken.None));
    }

    private Task<EndpointDetails> ChangeAsync(ChangeEndpointSettings command) => Endpoint.ChangeSettingsAsync(command, CancellationToken.None);

    private async Task<EndpointHistory> HistoryAsync() => (await Endpoint.GetHistoryAsync(CancellationToken.None))!;

    private Task ServesAsync(int version) => Endpoint.SeeAsync(
        seen => seen.Entities.Any(entity => entity.GrainKey.Contains($"/{version}/", StringComparison.Ordinal)), $"config {version} to serve");
}
