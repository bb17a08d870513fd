using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>Holds the server to <see cref="ConnectionOptions"/>: a caller that is slow on purpose costs it a connection, and not for long.</summary>
internal static class ConnectionLimits
{
    /// <summary>Registers the options and applies them to the server, which looks at its limits once a second.</summary>
    public static void AddConnectionLimits(this IServiceCollection services)
    {
        services.AddOptions<ConnectionOptions>().BindConfiguration(ConnectionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConnectionOptions>, ConnectionOptionsRanges>();
        services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>(static (kestrel, configuration) =>
        {
            // The server is made before its settings are checked: a wrong one is left for then, when all mistakes are told together.
            var connections = configuration.GetSection(ConnectionOptions.Section).Get<ConnectionOptions>() ?? new();
            if (new ConnectionOptionsRanges().Validate(name: null, connections).Succeeded) Apply(connections, kestrel.Limits);
        });

        // An event of a stream leaves when it is written: waiting for the last one to be acknowledged takes 40 ms.
        services.Configure<SocketTransportOptions>(static transport => transport.NoDelay = true);
    }

    private static void Apply(ConnectionOptions connections, KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = connections.MaxConnections is 0 ? null : connections.MaxConnections;
        limits.RequestHeadersTimeout = connections.HeadersTimeout;
        limits.KeepAliveTimeout = connections.KeepAliveTimeout;
        limits.MaxRequestHeaderCount = connections.MaxHeaders;
        limits.MaxRequestHeadersTotalSize = connections.MaxHeaderBytes;
        limits.MinRequestBodyDataRate = Rate(connections.MinBodyRate, connections.RateGrace);

        // Time is counted only while bytes wait for the caller, and each byte that was written buys it some: who paused and goes on
        // keeps an answer, who never reads loses it.
        limits.MinResponseDataRate = Rate(connections.MinAnswerRate, connections.RateGrace);
    }

    private static MinDataRate? Rate(int bytesPerSecond, TimeSpan grace) => bytesPerSecond is 0 ? null : new(bytesPerSecond, grace);
}
