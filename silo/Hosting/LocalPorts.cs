using System.Net;
using System.Net.Sockets;

namespace Andamento.Silo.Hosting;

/// <summary>Free TCP ports on loopback.</summary>
internal static class LocalPorts
{
    /// <summary>Picks ports that nobody listens on now. They are all open at once, so no two are the same.</summary>
    public static int[] Pick(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, port: 0)).ToList();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
