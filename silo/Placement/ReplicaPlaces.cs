using System.Collections.Immutable;
using Andamento.Replicas;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Andamento.Silo.Placement;

/// <summary>Finds silos by what their metadata say, and counts the replicas that live there.</summary>
internal sealed class ReplicaPlaces(IGrainFactory grains, ISiloMetadataCache metadata) : IReplicaPlaces
{
    private static readonly string Grain = typeof(ReplicaGrain).FullName!;

    public async Task<ImmutableArray<ReplicaPlace>> FindAsync(Accelerator accelerator)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var silos = (await management.GetHosts(onlyActive: true)).Keys.Where(silo => Has(silo, accelerator)).ToArray();
        if (silos.Length == 0) return [];

        var replicas = await CountAsync(management, silos);
        return [.. silos.Order().Select(silo => new ReplicaPlace(silo, Devices(silo, accelerator), replicas.GetValueOrDefault(silo)))];
    }

    // A silo that has just gone fails the count: then all are taken to have the same.
    private static async Task<Dictionary<SiloAddress, int>> CountAsync(IManagementGrain management, SiloAddress[] silos)
    {
        try
        {
            return (await management.GetSimpleGrainStatistics(silos))
                .Where(count => count.GrainType.StartsWith(Grain, StringComparison.Ordinal))
                .GroupBy(count => count.SiloAddress)
                .ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.ActivationCount));
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException)
        {
            return [];
        }
    }

    private bool Has(SiloAddress silo, Accelerator accelerator) => accelerator is Accelerator.None
        || Value(silo, AcceleratorPlacementStrategy.MetadataKey) == ReplicaKey.Name(accelerator);

    private int Devices(SiloAddress silo, Accelerator accelerator) => accelerator is Accelerator.None
        ? 1
        : Math.Max(1, Value(silo, AcceleratorPlacementStrategy.DevicesKey)?.Split(',', StringSplitOptions.RemoveEmptyEntries).Length ?? 1);

    private string? Value(SiloAddress silo, string key) => metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(key);
}
