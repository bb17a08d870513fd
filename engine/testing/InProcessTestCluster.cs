using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Standin;

namespace Orleans.TestingHost;

/// <summary>Several silos and a client in this process, joined by an in-memory network that carries bytes.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private readonly List<InProcessSiloHandle> _silos = [];
    private readonly Lock _lock = new();
    private IHost? _clientHost;
    private int _started;

    public InProcessTestCluster(InProcessTestClusterOptions options, ITestClusterPortAllocator portAllocator)
    {
        Options = options;
        PortAllocator = portAllocator;
    }

    public InProcessTestClusterOptions Options { get; }

    public ITestClusterPortAllocator PortAllocator { get; }

    public IClusterClient Client => _clientHost?.Services.GetRequiredService<IClusterClient>()
        ?? throw new InvalidOperationException("The cluster has no client: deploy it first.");

    public ReadOnlyCollection<InProcessSiloHandle> Silos
    {
        get
        {
            lock (_lock)
            {
                return new(_silos.ToList());
            }
        }
    }

    public static TimeSpan GetLivenessStabilizationTime(ClusterMembershipOptions clusterMembershipOptions, bool didKill = false)
    {
        ArgumentNullException.ThrowIfNull(clusterMembershipOptions);
        return didKill ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(1);
    }

    public async Task DeployAsync()
    {
        if (_started > 0)
        {
            throw new InvalidOperationException("The cluster has been deployed already.");
        }

        await StartSilosAsync(Options.InitialSilosCount);
        await WaitForLivenessToStabilizeAsync();
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync();
        }
    }

    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.Services.Configure<ClusterOptions>(SetCluster));
        foreach (var configure in Options.ClientHostConfigurationDelegates)
        {
            configure(builder);
        }

        _clientHost = builder.Build();
        await _clientHost.StartAsync();
    }

    public async Task StopClusterClientAsync()
    {
        if (Interlocked.Exchange(ref _clientHost, null) is { } host)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    public Task KillClientAsync() => StopClusterClientAsync();

    public Task<InProcessSiloHandle> StartAdditionalSiloAsync() => CreateSiloAsync(InProcessTestSiloSpecificOptions.Create(this, Options, _started));

    public InProcessSiloHandle StartAdditionalSilo() => StartAdditionalSiloAsync().GetAwaiter().GetResult();

    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart)
    {
        var started = new List<InProcessSiloHandle>();
        for (var count = 0; count < silosToStart; count++)
        {
            started.Add(await StartAdditionalSiloAsync());
        }

        return started;
    }

    public async Task<InProcessSiloHandle> CreateSiloAsync(InProcessTestSiloSpecificOptions siloOptions)
    {
        ArgumentNullException.ThrowIfNull(siloOptions);
        var number = (short)_started++;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = siloOptions.SiloName });
        builder.UseOrleans(silo =>
        {
            silo.Services.Configure<ClusterOptions>(SetCluster);
            silo.Services.Configure<SiloOptions>(options => options.SiloName = siloOptions.SiloName);
            silo.Services.Configure<EndpointOptions>(options =>
            {
                options.SiloPort = siloOptions.SiloPort;
                options.GatewayPort = siloOptions.GatewayPort;
            });
        });
        foreach (var configure in Options.SiloHostConfigurationDelegates)
        {
            configure(siloOptions, builder);
        }

        var handle = new InProcessSiloHandle { SiloHost = builder.Build(), InstanceNumber = number, Name = siloOptions.SiloName };
        handle.Identify();
        await handle.SiloHost.StartAsync();
        lock (_lock)
        {
            _silos.Add(handle);
        }

        return handle;
    }

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) =>
        Silos.FirstOrDefault(silo => silo.SiloAddress.Equals(siloAddress));

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var handle = silo is null ? Silos.FirstOrDefault() : GetSiloForAddress(silo);
        return handle?.ServiceProvider ?? throw new ArgumentException($"The cluster has no silo {silo}.", nameof(silo));
    }

    public async Task StopSiloAsync(InProcessSiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await instance.StopSiloAsync(stopGracefully: true);
        Forget(instance);
    }

    public async Task KillSiloAsync(InProcessSiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await instance.StopSiloAsync(stopGracefully: false);
        Forget(instance);
    }

    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await StopSiloAsync(instance);
        return await CreateSiloAsync(new InProcessTestSiloSpecificOptions
        {
            SiloName = instance.Name,
            SiloPort = instance.SiloAddress.Endpoint.Port,
            GatewayPort = instance.GatewayAddress.Endpoint.Port,
        });
    }

    public async Task StopSilosAsync()
    {
        foreach (var silo in Silos)
        {
            await StopSiloAsync(silo);
        }
    }

    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        await StopSilosAsync();
    }

    public void StopAllSilos() => StopAllSilosAsync().GetAwaiter().GetResult();

    /// <summary>Returns when every living silo and the client see exactly the living silos.</summary>
    public async Task WaitForLivenessToStabilizeAsync(bool didKill = false)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var expected = GetActiveSilos().Select(silo => silo.SiloAddress).Order().ToList();
            var views = GetActiveSilos().Select(silo => silo.ServiceProvider.GetRequiredService<Membership>().Current).ToList();
            if (_clientHost is not null)
            {
                views.Add(_clientHost.Services.GetRequiredService<ClientRuntime>().Membership.Current);
            }

            if (views.TrueForAll(view => view.Active.SequenceEqual(expected)))
            {
                foreach (var silo in GetActiveSilos())
                {
                    await silo.ServiceProvider.GetRequiredService<SiloRuntime>().Manifest.Refresh();
                }

                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    public Task WaitForClusterManifestToStabilizeAsync(bool didKill = false) => WaitForLivenessToStabilizeAsync(didKill);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos)
        {
            await silo.DisposeAsync();
            Forget(silo);
        }

        PortAllocator.Dispose();
    }

    private void SetCluster(ClusterOptions options)
    {
        options.ClusterId = Options.ClusterId;
        options.ServiceId = Options.ServiceId;
    }

    private void Forget(InProcessSiloHandle silo)
    {
        lock (_lock)
        {
            _silos.Remove(silo);
        }
    }
}
