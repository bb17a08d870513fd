using System.Net;
using System.Net.Sockets;

namespace Andamento.Providers.Http;

/// <summary>The one pool of connections to providers.</summary>
internal static class ProviderConnections
{
    /// <summary>Opens the pool. Whoever owns it disposes it.</summary>
    public static SocketsHttpHandler Open(ProviderOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = options.ConnectionLifetime,
        MaxConnectionsPerServer = int.MaxValue, // the front door limits concurrency, not this
        AllowAutoRedirect = false, // never carry credentials to where an answer points
        UseCookies = false,
        UseProxy = false, // an environment variable must not decide who reads credentials
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null, // trace ids are ours
        // An answer nobody wants is not read to its end: the connection closes and the provider stops at once.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, options, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, ProviderOptions options, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(target.Host, cancellationToken);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);

        var allowed = Array.FindAll(addresses, address => AddressRules.WhyRefused(address, options) is null);
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException(addresses[0], AddressRules.WhyRefused(addresses[0], options)!);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>A name leads to where the operator's rules forbid to go.</summary>
internal sealed class AddressRefusedException(IPAddress address, string why) : Exception($"{address} is {why}.")
{
    /// <summary>The address.</summary>
    public IPAddress Address { get; } = address;

    /// <summary>The rule, as the end of a sentence.</summary>
    public string Why { get; } = why;
}
