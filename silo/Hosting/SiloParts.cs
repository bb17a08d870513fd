using Andamento.Inference;
using Andamento.Providers.Http;
using Andamento.Records;
using Andamento.Registry;
using Andamento.Replicas;
using Andamento.Secrets;
using Andamento.Silo.Devices;
using Andamento.Silo.Placement;
using Andamento.Tables;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using Orleans.Storage;

namespace Andamento.Silo.Hosting;

/// <summary>What the silos of one process share.</summary>
internal sealed record SharedParts(
    IGrainStorage Durable, IGrainStorage Relaxed, ISecretProtector Secrets, IModelStore Models, IModelIntake Intake,
    IModelLoader Loader, IReplicaDevices Devices, ProviderClient Providers, ITableSink Tables)
{
    /// <summary>Adds the parts that grains take from the container. The container does not own, and so never disposes, them.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Secrets);
        services.AddSingleton(Models);
        services.AddSingleton(Intake);
        services.AddSingleton(Loader);
        services.AddSingleton(Devices);
        services.AddSingleton(Providers);
        services.AddSingleton(Tables);
    }
}

/// <summary>What every silo of ours is made of, however it is hosted.</summary>
internal static class SiloParts
{
    private static readonly TimeSpan IdleGrainsStay = TimeSpan.FromMinutes(15);

    /// <summary>Adds the parts to one silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="label">What it says of its devices.</param>
    /// <param name="durable">Finds the storage of that name.</param>
    /// <param name="relaxed">Finds the storage of that name.</param>
    public static void Add(
        ISiloBuilder silo, SiloLabel label, Func<IServiceProvider, IGrainStorage> durable, Func<IServiceProvider, IGrainStorage> relaxed)
    {
        silo.Services.AddAndamentoGrains();
        silo.Services.AddGrainStorage(StorageNames.Durable, (services, _) => durable(services));
        silo.Services.AddGrainStorage(StorageNames.Relaxed, (services, _) => relaxed(services));
        silo.Services.AddPlacementFilter<AcceleratorPlacementStrategy, AcceleratorPlacementDirector>(ServiceLifetime.Transient);
        silo.Services.AddSingleton<IReplicaPlaces, ReplicaPlaces>();
        silo.UseSiloMetadata(new Dictionary<string, string>
        {
            [AcceleratorPlacementStrategy.MetadataKey] = label.Accelerator,
            [AcceleratorPlacementStrategy.DevicesKey] = string.Join(',', label.Devices),
        });
        silo.Services.Configure<GrainCollectionOptions>(options => options.CollectionAge = IdleGrainsStay);
        silo.Services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Andamento"));
    }
}
