namespace Andamento.Tests.Engine;

/// <summary>What the cluster tells about itself.</summary>
[Collection(SharedCluster.Name)]
public sealed class ManagementTests(SharedCluster cluster)
{
    private readonly IManagementGrain _management = cluster.Client.GetGrain<IManagementGrain>(0);

    [Fact]
    public async Task Hosts_are_the_silos_with_their_status()
    {
        var hosts = await _management.GetHosts(onlyActive: true);

        Assert.Equal(cluster.Silos.Select(silo => silo.SiloAddress).ToHashSet(), hosts.Keys.ToHashSet());
        Assert.All(hosts.Values, status => Assert.Equal(SiloStatus.Active, status));
    }

    [Fact]
    public async Task Every_silo_gives_the_same_answer()
    {
        var seen = await _management.GetHosts();

        for (var silo = 0; silo < 3; silo++)
        {
            Assert.Equal(seen.Keys.ToHashSet(), (await cluster.Inside(silo).GetGrain<IManagementGrain>(0).GetHosts()).Keys.ToHashSet());
        }
    }
}
