using Andamento.Endpoints;
using Andamento.Tests.Cluster.Clusters;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

public sealed class PlacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_silo_that_has_the_device_the_deployment_fails_and_says_what_to_do()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path, cudaSilo: "none");
        cluster.Models.Add("main.default.big").Open();
        var endpoint = cluster.Endpoint("big");
        var created = await endpoint.CreateAsync(Model("m", "main.default.big", "GPU_LARGE"));

        await endpoint.SeeAsync(seen => seen.Revision > created.Revision, "the deployment to end");

        var entity = (await endpoint.GetAsync(CancellationToken.None))!.PendingConfig!.ServedEntities[0];
        Assert.Equal(DeploymentState.Failed, entity.Deployment);
        Assert.Equal("No silo of this cluster has accelerator=cuda. Start one, or choose a CPU workload_type.", entity.DeploymentMessage);
    }
}
