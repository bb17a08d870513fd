using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orleans.Standin;

/// <summary>What every client registers.</summary>
internal static class ClientServiceDefaults
{
    private static int _count;

    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ClientRuntime)))
        {
            return;
        }

        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Runtime);
        services.AddSingleton(provider => provider.GetRequiredService<ClientRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddHostedService<ClientLife>();
    }

    private static ClientRuntime Runtime(IServiceProvider provider)
    {
        foreach (var prefix in provider.GetRequiredService<IOptions<Orleans.Serialization.ExceptionSerializationOptions>>().Value.SupportedNamespacePrefixes)
        {
            ExceptionCodecs.Allow(prefix);
        }

        var cluster = InMemoryCluster.Get(
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
            provider.GetRequiredService<IOptions<InMemoryOptions>>().Value.Primary);
        return new ClientRuntime(
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value,
            provider.GetServices<IOutgoingGrainCallFilter>(),
            new InMemoryTransport(cluster),
            new Membership(cluster),
            SiloAddress.New(IPAddress.Loopback, 0, -Interlocked.Increment(ref _count)));
    }
}

/// <summary>Connects with the host and disconnects with it.</summary>
internal sealed class ClientLife(ClientRuntime client, IEnumerable<IClientConnectionRetryFilter> retries) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await client.Connect(cancellationToken);
                return;
            }
            catch (SiloUnavailableException exception)
            {
                var retry = retries.FirstOrDefault();
                if (retry is null || !await retry.ShouldRetryConnectionAttempt(exception, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => client.Disconnect();
}
