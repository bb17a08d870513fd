using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>Silos in this process, all configured alike, and a client outside them.</summary>
public class Cluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _silos;

    protected Cluster(int silos, Action<ISiloBuilder>? configureSilo = null, Action<IClientBuilder>? configureClient = null)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddGrainStorage("ledger", (_, _) => Ledger);
            silo.Services.AddPlacementFilter<OnlyInZoneStrategy, OnlyInZoneDirector>(ServiceLifetime.Transient);
            silo.UseSiloMetadata(new Dictionary<string, string> { ["zone"] = options.SiloName, ["kind"] = "test" });
            silo.AddMemoryGrainStorage("memory");
            silo.AddIncomingGrainCallFilter<ApplauseFilter>();
            silo.AddOutgoingGrainCallFilter<SilosCallsFilter>();
            configureSilo?.Invoke(silo);
        });
        builder.ConfigureClient(client =>
        {
            client.AddOutgoingGrainCallFilter<ClientsCallsFilter>();
            configureClient?.Invoke(client);
        });
        _silos = builder.Build();
    }

    public IClusterClient Client => _silos.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => _silos.Silos;

    /// <summary>Storage that outlives every silo.</summary>
    public Ledger Ledger { get; } = new();

    public static async Task<Cluster> StartAsync(
        int silos, Action<ISiloBuilder>? configureSilo = null, Action<IClientBuilder>? configureClient = null)
    {
        var cluster = new Cluster(silos, configureSilo, configureClient);
        await cluster.DeployAsync();
        return cluster;
    }

    public SiloAddress Address(int silo) => _silos.Silos[silo].SiloAddress;

    public IServiceProvider Services(int silo) => _silos.GetSiloServiceProvider(Address(silo));

    /// <summary>The grains as code inside that silo's process sees them.</summary>
    public IGrainFactory Inside(int silo) => Services(silo).GetRequiredService<IGrainFactory>();

    /// <summary>Activates a new grain on that silo and gives the client's reference to it.</summary>
    public async Task<T> PlaceAsync<T>(int silo) where T : ILocated
    {
        var grain = Client.GetGrain<T>(Key.New());
        RequestContext.Set(IPlacementDirector.PlacementHintKey, Address(silo));
        Assert.Equal(Address(silo), await grain.GetSiloAsync());
        return grain;
    }

    public Task<InProcessSiloHandle> AddSiloAsync() => _silos.StartAdditionalSiloAsync();

    public Task KillAsync(SiloAddress silo) => _silos.KillSiloAsync(Handle(silo));

    public Task StopAsync(SiloAddress silo) => _silos.StopSiloAsync(Handle(silo));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _silos.DisposeAsync();
    }

    protected Task DeployAsync() => _silos.DeployAsync();

    private InProcessSiloHandle Handle(SiloAddress silo) => _silos.Silos.Single(handle => handle.SiloAddress.Equals(silo));
}
