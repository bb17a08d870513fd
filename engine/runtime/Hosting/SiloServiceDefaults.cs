using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Standin;

/// <summary>What every silo registers.</summary>
internal static class SiloServiceDefaults
{
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(SiloRuntime)))
        {
            return;
        }

        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(LocalDetails);
        services.AddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<LocalSiloDetails>());
        services.AddSingleton(Cluster);
        services.AddSingleton<IClusterTable>(provider => provider.GetRequiredService<InMemoryCluster>());
        services.AddSingleton<ITransport, InMemoryTransport>();
        services.AddSingleton<Membership>();
        services.AddSingleton(Runtime);
        services.AddSingleton<SiloLife>();
        services.AddSingleton<StagedLifecycle>();
        services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<StagedLifecycle>());
        services.AddHostedService(provider => provider.GetRequiredService<SiloLife>());
        services.AddSingleton(provider => provider.GetRequiredService<SiloRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddSingleton<ITimerRegistry, TimerRegistry>();
        services.AddSingleton<IGrainRuntime, GrainRuntime>();
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddSingleton<IPersistentStateFactory, PersistentStateFactory>();
        services.AddSingleton<SiloStatusOracle>();
        services.AddSingleton<ISiloStatusOracle>(provider => provider.GetRequiredService<SiloStatusOracle>());
        services.AddSingleton<IClusterMembershipService>(provider => provider.GetRequiredService<SiloStatusOracle>());
        services.AddSingleton<ISiloMetadataCache, SiloMetadataCache>();
        services.TryAddSingleton<IGrainStorageSerializer, DefaultStorageSerializer>();
    }

    private static LocalSiloDetails LocalDetails(IServiceProvider provider)
    {
        var endpoint = provider.GetRequiredService<IOptions<EndpointOptions>>().Value;
        var address = SiloAddress.New(endpoint.AdvertisedIPAddress, endpoint.SiloPort, SiloAddress.AllocateNewGeneration());
        var name = provider.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName ?? $"Silo_{address.GetConsistentHashCode():X8}";
        var gateway = SiloAddress.New(endpoint.AdvertisedIPAddress, endpoint.GatewayPort, address.Generation);
        return new LocalSiloDetails(name, provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, address, gateway);
    }

    private static InMemoryCluster Cluster(IServiceProvider provider) => InMemoryCluster.Get(
        provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
        provider.GetRequiredService<IOptions<InMemoryOptions>>().Value.Primary);

    private static SiloRuntime Runtime(IServiceProvider provider)
    {
        foreach (var prefix in provider.GetRequiredService<IOptions<Orleans.Serialization.ExceptionSerializationOptions>>().Value.SupportedNamespacePrefixes)
        {
            ExceptionCodecs.Allow(prefix);
        }

        var parts = new SiloServices(
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value,
            provider.GetRequiredService<IOptions<GrainCollectionOptions>>().Value,
            provider.GetServices<IIncomingGrainCallFilter>(),
            provider.GetServices<IOutgoingGrainCallFilter>(),
            provider.GetRequiredService<IOptions<InMemoryOptions>>().Value.SiloMetadata,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Silo"));
        return new SiloRuntime(
            parts,
            provider.GetRequiredService<ITransport>(),
            provider.GetRequiredService<Membership>(),
            provider.GetRequiredService<LocalSiloDetails>().SiloAddress);
    }
}

internal sealed class LocalSiloDetails(string name, string clusterId, SiloAddress silo, SiloAddress gateway) : ILocalSiloDetails
{
    public string Name => name;

    public string ClusterId => clusterId;

    public string DnsHostName { get; } = System.Net.Dns.GetHostName();

    public SiloAddress SiloAddress => silo;

    public SiloAddress GatewayAddress => gateway;
}
