using System.Net;

namespace Andamento.Silo.Hosting;

/// <summary>The addresses of the silos in this process. The first keeps the list of members for all.</summary>
internal sealed class LocalCluster
{
    private readonly string _clusterId = $"andamento-{Guid.NewGuid():N}"; // two processes never join by accident
    private readonly int[] _ports;

    public LocalCluster(int silos) => _ports = LocalPorts.Pick(silos * 2);

    /// <summary>Makes a silo the member of that number, from 0.</summary>
    public void Join(ISiloBuilder silo, int number) => silo.UseLocalhostClustering(
        siloPort: _ports[number * 2],
        gatewayPort: _ports[(number * 2) + 1],
        primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, _ports[0]),
        serviceId: "andamento",
        clusterId: _clusterId);
}
