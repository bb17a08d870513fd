using System.Collections.Concurrent;
using Andamento.Endpoints;
using Andamento.Inference;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Registry;
using Andamento.Replicas;
using Andamento.Secrets;
using Andamento.Silo.Devices;
using Andamento.Silo.Hosting;
using Andamento.Silo.Models;
using Andamento.Silo.Secrets;
using Andamento.Silo.Storage;
using Andamento.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using EndpointOptions = Andamento.Endpoints.EndpointOptions;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>Silos of ours in this process, on one data folder. Only models and providers are played.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _silos;
    private readonly DataFolder _folder;
    private readonly FileGrainStorage _durable;
    private readonly FileGrainStorage _relaxed;

    private SiloCluster(int silos, string folder, ScriptedModels models, string cudaSilo, Action<RegistryOptions>? registry, Action<EndpointOptions>? endpoints,
        Action<ReplicaOptions>? replicas)
    {
        Models = models;
        _folder = DataFolder.Open(folder);
        _durable = new(_folder.State, durable: true, NullLogger<FileGrainStorage>.Instance);
        _relaxed = new(_folder.State, durable: false, NullLogger<FileGrainStorage>.Instance);
        var secrets = new DataProtectionSecretProtector(_folder.Keys);
        Intake = new(new FolderModelIntake(new(_folder.Registry), new()));
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((options, silo) =>
        {
            SiloParts.Add(silo, options.SiloName == cudaSilo ? new("cuda", [0, 1]) : new("none", []), _ => _durable, _ => _relaxed);
            silo.Services.AddSingleton<ISecretProtector>(secrets);
            silo.Services.AddSingleton<IModelStore>(models);
            silo.Services.AddSingleton<IModelIntake>(Intake);
            silo.Services.AddSingleton<IModelLoader>(models);
            silo.Services.AddSingleton<IReplicaDevices>(
                new DevicePool([0, 1], _ => Task.FromResult<IReadOnlyDictionary<int, DeviceReading>>(new Dictionary<int, DeviceReading>()), TimeProvider.System));
            silo.Services.AddSingleton<ITableSink>(Tables);
            silo.Services.AddSingleton(new ProviderClient(
                new ScriptedUpstream(options.SiloName, Credentials), new ProviderOptions(), TimeProvider.System));
            silo.Services.PostConfigure<EndpointOptions>(Impatient);
            silo.Services.PostConfigure<ReplicaOptions>(Impatient);
            silo.Services.PostConfigure<RegistryOptions>(Impatient);
            if (endpoints is not null) silo.Services.PostConfigure(endpoints);
            if (replicas is not null) silo.Services.PostConfigure(replicas);
            if (registry is not null) silo.Services.PostConfigure(registry);
            silo.Services.Configure<ClusterMembershipOptions>(Impatient);
        });
        _silos = builder.Build();
    }

    public ScriptedModels Models { get; }

    public GatedIntake Intake { get; }

    /// <summary>Rows that grains have written.</summary>
    public ScriptedTables Tables { get; } = new();

    /// <summary>What providers were shown.</summary>
    public ConcurrentQueue<string> Credentials { get; } = new();

    public IClusterClient Client => _silos.Client;

    public string Folder => _folder.Root;

    public int Count => _silos.Silos.Count;

    public static async Task<SiloCluster> StartAsync(
        int silos, string folder, ScriptedModels? models = null, string cudaSilo = "Silo_1", Action<RegistryOptions>? registry = null,
        Action<EndpointOptions>? endpoints = null, Action<ReplicaOptions>? replicas = null)
    {
        var cluster = new SiloCluster(silos, folder, models ?? new(), cudaSilo, registry, endpoints, replicas);
        await cluster._silos.DeployAsync();
        return cluster;
    }

    public SiloAddress Address(int silo) => _silos.Silos[silo].SiloAddress;

    public string SiloName(int silo) => _silos.Silos[silo].Name;

    /// <summary>The grains as code inside that silo's process sees them.</summary>
    public IGrainFactory Inside(int silo) => _silos.GetSiloServiceProvider(Address(silo)).GetRequiredService<IGrainFactory>();

    public IEndpointGrain Endpoint(string name) => Client.GetGrain<IEndpointGrain>(name);

    public IRegisteredModelGrain Model(string fullName) => Client.GetGrain<IRegisteredModelGrain>(fullName);

    public IEndpointDirectoryGrain Directory =>
        Client.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);

    /// <summary>Runs the first call of a grain with the wish that it lives on that silo.</summary>
    public async Task<T> PlacedOnAsync<T>(int silo, Func<Task<T>> firstCall)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, Address(silo));
        try
        {
            return await firstCall();
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    /// <summary>The silo a grain lives on; null when it is not active.</summary>
    public ValueTask<SiloAddress?> LocateAsync(IAddressable grain) =>
        Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);

    public Task KillAsync(int silo) => _silos.KillSiloAsync(_silos.Silos[silo]);

    public Task StopAsync(int silo) => _silos.StopSiloAsync(_silos.Silos[silo]);

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        _folder.Dispose();
    }

    private static void Impatient(EndpointOptions options)
    {
        options.DeploymentPoll = TimeSpan.FromMilliseconds(50);
        options.HealthPoll = TimeSpan.FromMilliseconds(200);
        options.DrainDelay = TimeSpan.FromMilliseconds(200);
        options.Heartbeat = TimeSpan.FromMilliseconds(500);
        options.WakePeriod = TimeSpan.FromMilliseconds(500);
        options.MaxChanges = 0; // tests change more than people do
    }

    private static void Impatient(ReplicaOptions options)
    {
        options.Poll = TimeSpan.FromMilliseconds(50);
        options.RetryAfterFailure = TimeSpan.FromMilliseconds(500);
        options.DrainTimeout = TimeSpan.FromSeconds(2);
        options.DrainDelay = TimeSpan.FromMilliseconds(200);
        options.ScaleUpAfter = TimeSpan.FromMilliseconds(200);
        options.ScaleDownAfter = TimeSpan.FromMilliseconds(500);
        options.IdleTimeout = TimeSpan.FromMilliseconds(700);
    }

    private static void Impatient(RegistryOptions options) => options.WakePeriod = TimeSpan.FromMilliseconds(500);

    // A silo that was killed is found dead within two seconds, so that tests need not wait.
    private static void Impatient(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
    }
}
