using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Replicas;
using Andamento.Secrets;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>What survives the end of silos. Each test has a cluster of its own.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedModels _models = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cluster_that_starts_again_on_its_folder_knows_everything()
    {
        string token;
        string access;
        EndpointDetails before;
        await using (var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models))
        {
            before = await cluster.Endpoint("chat").CreateAsync(External());
            token = (await Identity(cluster).EnsureAdministratorAsync(CancellationToken.None))!;
            access = await AccessTokenAsync(Identity(cluster));
            await cluster.Client.GetGrain<ISecretScopeGrain>("s").CreateAsync("me@localhost", "me@localhost", CancellationToken.None);
            await cluster.Client.GetGrain<ISecretScopeGrain>("s").PutAsync("k", "v"u8.ToArray(), CancellationToken.None);
            for (var call = 0; call < 5; call++) await Budget(cluster).AdmitAsync(new(5, null, 1), 0, CancellationToken.None);
        }

        await using var again = await SiloCluster.StartAsync(2, _folder.Path, _models);

        var after = (await again.Endpoint("chat").GetAsync(CancellationToken.None))!;
        Assert.Equal((before.Id, before.Revision, true), (after.Id, after.Revision, after.Ready));
        Assert.Equal(["chat"], (await again.Directory.ListAsync(CancellationToken.None)).Select(endpoint => endpoint.Name));
        Assert.True((await Identity(again).AuthenticateAsync(token, CancellationToken.None))!.Principal.IsAdministrator);
        Assert.True((await Identity(again).AuthenticateAsync(access, CancellationToken.None))!.Principal.IsServicePrincipal);
        Assert.Equal("v", await again.Client.GetGrain<ISecretScopeGrain>("s").RevealAsync("k", CancellationToken.None));
        Assert.False((await Budget(again).AdmitAsync(new(5, null, 1), 0, CancellationToken.None)).Admitted);
    }

    [Fact]
    public async Task A_deployment_that_the_end_of_the_cluster_cut_off_goes_on_by_itself()
    {
        var script = _models.Add("main.default.slow");
        await using (var cluster = await SiloCluster.StartAsync(1, _folder.Path, _models))
        {
            await cluster.Endpoint("slow").CreateAsync(Model("m", "main.default.slow"));
            await script.Asked.WaitAsync().ForAsync("the first load to begin");
        }

        await using var again = await SiloCluster.StartAsync(1, _folder.Path, _models);
        await script.Asked.WaitAsync().ForAsync("the load to begin again, though nobody called the endpoint");
        script.Open();

        await again.Endpoint("slow").SeeAsync(seen => seen.NotServing is null, "the config to serve");
    }

    [Fact]
    public async Task A_deployment_goes_on_when_the_silo_of_its_endpoint_is_killed()
    {
        var script = _models.Add("main.default.slow");
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models);
        await cluster.PlacedOnAsync(2, () => cluster.Endpoint("slow").CreateAsync(Model("m", "main.default.slow")));
        await script.Asked.WaitAsync().ForAsync("the first load to begin");
        Assert.Equal(cluster.Address(2), await cluster.LocateAsync(cluster.Endpoint("slow")));

        await cluster.KillAsync(2);
        script.Open();

        await SeeReadyAsync(cluster, "slow");
    }

    [Fact]
    public async Task A_cancelled_update_stays_cancelled_when_the_silo_of_its_endpoint_is_killed()
    {
        var script = _models.Add("main.default.slow");
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models);
        await cluster.PlacedOnAsync(2, () => cluster.Endpoint("slow").CreateAsync(Model("m", "main.default.slow")));
        await script.Asked.WaitAsync().ForAsync("the first load to begin");
        await cluster.Endpoint("slow").CancelUpdateAsync(Me.Name, CancellationToken.None);

        await cluster.KillAsync(2);
        script.Open();

        var cancelled = await AgainAsync(() => ReadAsync(cluster, "slow"));
        Assert.Equal((ConfigUpdateState.UpdateCanceled, false), (cancelled.ConfigUpdate, cancelled.Ready));
        await AgainAsync(() => cluster.Endpoint("slow").UpdateAsync(Model("m", "main.default.slow")));
        await SeeReadyAsync(cluster, "slow");
    }

    [Fact]
    public async Task A_stopped_endpoint_stays_stopped_when_its_silo_is_killed_and_starts_elsewhere()
    {
        var script = _models.Add("main.default.quick").Open();
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models);
        var endpoint = cluster.Endpoint("e");
        await cluster.PlacedOnAsync(2, () => endpoint.CreateAsync(Model("m", "main.default.quick")));
        await SeeReadyAsync(cluster, "e");
        await endpoint.StopAsync(Me.Name, CancellationToken.None);
        await script.Disposed.WaitAsync().ForAsync("the model to be released");

        await cluster.KillAsync(2);

        Assert.True((await AgainAsync(() => ReadAsync(cluster, "e"))).Stopped);
        Assert.Equal(1, script.Loads); // who wakes the endpoint starts nothing
        await AgainAsync(() => cluster.Endpoint("e").StartAsync(Me, CancellationToken.None));
        await SeeReadyAsync(cluster, "e");
    }

    [Fact]
    public async Task A_model_answers_again_after_the_silo_of_its_replica_is_killed()
    {
        var script = _models.Add("main.default.quick").Open();
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models, cudaSilo: "Silo_2");
        var endpoint = cluster.Endpoint("quick");
        await cluster.PlacedOnAsync(0, () => endpoint.CreateAsync(Model("m", "main.default.quick")));
        var snapshot = await endpoint.SeeAsync(seen => seen.NotServing is null, "the config to serve");
        var replica = cluster.Client.GetGrain<IReplicaGrain>(snapshot.Entities[0].GrainKey + "/none/0");
        var home = (await cluster.LocateAsync(replica))!;
        var elsewhere = Enumerable.Range(0, 3).First(silo => !cluster.Address(silo).Equals(home));
        var worker = cluster.Inside(elsewhere).GetGrain<IServedEntityGrain>(ServedEntityKey.InLane(snapshot.Entities[0].GrainKey, 0));
        await worker.InvokeAsync(Request(ServingTask.Predict), CancellationToken.None);

        await cluster.KillAsync(Enumerable.Range(0, 3).First(silo => cluster.Address(silo).Equals(home)));
        await worker.InvokeAsync(Request(ServingTask.Predict), CancellationToken.None).ForAsync("an answer from a new replica");

        Assert.Equal(2, script.Loads);
    }

    [Fact]
    public async Task A_silo_that_stops_in_order_loses_no_counted_call()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models);
        for (var call = 0; call < 5; call++)
            await cluster.PlacedOnAsync(1, () => Budget(cluster).AdmitAsync(new(5, null, 1), 0, CancellationToken.None).AsTask());
        Assert.Equal(cluster.Address(1), await cluster.LocateAsync(Budget(cluster)));

        await cluster.StopAsync(1);

        Assert.False((await Budget(cluster).AdmitAsync(new(5, null, 1), 0, CancellationToken.None)).Admitted);
    }

    [Fact]
    public async Task A_directory_that_is_not_sure_asks_the_endpoints()
    {
        await using (var cluster = await SiloCluster.StartAsync(1, _folder.Path, _models))
        {
            await cluster.Endpoint("there").CreateAsync(External());
            await cluster.Directory.RemoveAsync("there", CancellationToken.None);
            await cluster.Directory.AnnounceAsync("there", CancellationToken.None); // and then, as it were, the silo died
            await cluster.Directory.AnnounceAsync("never", CancellationToken.None);
        }

        await using var again = await SiloCluster.StartAsync(1, _folder.Path, _models);

        Assert.Equal(["there"], (await again.Directory.ListAsync(CancellationToken.None)).Select(endpoint => endpoint.Name));
    }

    private static IIdentityGrain Identity(SiloCluster cluster) => cluster.Client.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    private static IRateLimitGrain Budget(SiloCluster cluster) => cluster.Client.GetGrain<IRateLimitGrain>("id/endpoint");

    private static async Task<string> AccessTokenAsync(IIdentityGrain identity)
    {
        var nightly = await identity.CreatePrincipalAsync(new() { Kind = PrincipalKind.ServicePrincipal }, CancellationToken.None);
        var secret = await identity.CreateSecretAsync(nightly.Id, null, CancellationToken.None);
        return (await identity.IssueAccessTokenAsync(nightly.Name, secret.Value, CancellationToken.None))!.Value;
    }

    // The silo that was killed may not be known as dead yet.
    private static async Task<EndpointDetails> ReadAsync(SiloCluster cluster, string name)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                return (await cluster.Endpoint(name).GetAsync(patience.Token))!;
            }
            catch (OrleansException) when (!patience.IsCancellationRequested)
            {
                // The silo is dying.
            }
        }
    }

    // A watch ends with the silo that served it, so this one begins again, as a front door does.
    private static async Task SeeReadyAsync(SiloCluster cluster, string name)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                await cluster.Endpoint(name).SeeAsync(seen => seen.NotServing is null, $"'{name}' to serve");
                return;
            }
            catch (Exception lost) when (lost is OrleansException or EnumerationAbortedException && !patience.IsCancellationRequested)
            {
                // The silo is dying.
            }
        }
    }
}
