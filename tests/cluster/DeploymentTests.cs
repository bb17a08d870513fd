using System.Text;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>Custom models: deployment beside what serves, failure, release, placement.</summary>
[Collection(SharedCluster.Name)]
public sealed class DeploymentTests(SharedCluster shared)
{
    private readonly string _name = NewName();
    private readonly string _model = $"main.default.m{Guid.NewGuid():N}";
    private readonly string _other = $"main.default.n{Guid.NewGuid():N}";

    private SiloCluster Silos => shared.Silos;

    private IEndpointGrain Endpoint => shared.Silos.Endpoint(_name);

    [Fact]
    public async Task A_custom_endpoint_serves_once_its_model_is_loaded()
    {
        var script = Silos.Models.Add(_model);
        var created = await Endpoint.CreateAsync(Model("m", _model));
        Assert.Equal((false, ConfigUpdateState.InProgress, DeploymentState.Creating), (created.Ready, created.ConfigUpdate, created.PendingConfig!.ServedEntities[0].Deployment));

        script.Open();
        var snapshot = await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        Assert.Equal("""{"cuda":false}""", await AskAsync(snapshot));
        Assert.True((await Endpoint.GetAsync(CancellationToken.None))!.Ready);
    }

    [Fact]
    public async Task While_one_update_runs_the_old_config_serves_and_another_update_is_refused()
    {
        Silos.Models.Add(_model).Open();
        var slow = Silos.Models.Add(_other);
        await Endpoint.CreateAsync(Model("m", _model));
        await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        var updated = await Endpoint.UpdateAsync(Model("m", _other));

        Assert.Equal((true, ConfigUpdateState.InProgress, 1, 2), (updated.Ready, updated.ConfigUpdate, updated.Config!.Version, updated.PendingConfig!.Version));
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => Endpoint.UpdateAsync(Model("m", _model))));
        Assert.Equal("""{"cuda":false}""", await AskAsync((await Endpoint.GetSnapshotAsync(CancellationToken.None))!));

        slow.Open();
        await Endpoint.SeeAsync(seen => seen.Entities.Any(entity => entity.GrainKey.Contains("/2/", StringComparison.Ordinal)), "config 2 to serve");
    }

    [Fact]
    public async Task A_replaced_model_is_unloaded_and_one_that_stays_is_not_loaded_again()
    {
        var (kept, replaced, next) = (Silos.Models.Add(_model).Open(), Silos.Models.Add(_other).Open(), Silos.Models.Add(_other + "2").Open());
        await Endpoint.CreateAsync(new() { Caller = Me, Config = new() { ServedEntities = [Model("a", _model), Model("b", _other)], Routes = [new("a", 50), new("b", 50)] } }, CancellationToken.None);
        await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        await Endpoint.UpdateAsync(Model("a", _model), Model("b", _other + "2"));
        await Endpoint.SeeAsync(seen => seen.Entities.Any(entity => entity.GrainKey.Contains("/2/", StringComparison.Ordinal)), "config 2 to serve");
        await replaced.Disposed.WaitAsync().ForAsync("the replaced model to be unloaded");

        Assert.Equal((1, 1, 1), (kept.Loads, replaced.Loads, next.Loads));
        Assert.Equal(0, kept.Disposed.CurrentCount);
    }

    [Fact]
    public async Task A_deleted_endpoint_unloads_its_models()
    {
        var script = Silos.Models.Add(_model).Open();
        await Endpoint.CreateAsync(Model("m", _model));
        await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        await Endpoint.DeleteAsync(CancellationToken.None);

        await script.Disposed.WaitAsync().ForAsync("the model to be unloaded");
    }

    [Fact]
    public async Task A_failed_update_says_why_and_leaves_the_old_config()
    {
        Silos.Models.Add(_model).Open();
        Silos.Models.Add(_other).Fail("The weights are missing.");
        await Endpoint.CreateAsync(Model("m", _model));
        var before = await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        await Endpoint.UpdateAsync(Model("m", _other));
        await Endpoint.SeeAsync(seen => seen.Revision > before.Revision + 1, "the update to end");
        var failed = (await Endpoint.GetAsync(CancellationToken.None))!;

        Assert.Equal((true, ConfigUpdateState.UpdateFailed, 1), (failed.Ready, failed.ConfigUpdate, failed.Config!.Version));
        Assert.Equal((DeploymentState.Failed, "The weights are missing."), (failed.PendingConfig!.ServedEntities[0].Deployment, failed.PendingConfig.ServedEntities[0].DeploymentMessage));
        Assert.Equal("""{"cuda":false}""", await AskAsync((await Endpoint.GetSnapshotAsync(CancellationToken.None))!));
    }

    [Fact]
    public async Task A_gpu_workload_is_loaded_on_the_silo_that_has_one()
    {
        Silos.Models.Add(_model).Open();
        await Endpoint.CreateAsync(Model("m", _model, "GPU_SMALL"));
        var snapshot = await Endpoint.SeeAsync(seen => seen.NotServing is null, "the first config to serve");

        Assert.Equal("""{"cuda":true}""", await AskAsync(snapshot));
        Assert.Equal(
            Silos.Address(1),
            await Silos.LocateAsync(Silos.Client.GetGrain<IReplicaGrain>(snapshot.Entities[0].GrainKey + "/cuda/0")));
    }

    private async Task<string> AskAsync(EndpointSnapshot snapshot)
    {
        var worker = Silos.Client.GetGrain<IServedEntityGrain>(ServedEntityKey.InLane(snapshot.Entities[0].GrainKey, 0));
        var answer = await worker.InvokeAsync(Request(ServingTask.Predict), CancellationToken.None);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }
}
