using Andamento.Replicas;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Andamento.Silo.Placement;

/// <summary>Keeps the silos that have what a replica's key asks for.</summary>
internal sealed class AcceleratorPlacementDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var wanted = ReplicaKey.Parse(target.GrainIdentity.Key.ToString()!).Accelerator;
        return wanted is Accelerator.None ? silos : silos.Where(silo => Has(silo, ReplicaKey.Name(wanted)));
    }

    private bool Has(SiloAddress silo, string accelerator) =>
        metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(AcceleratorPlacementStrategy.MetadataKey) == accelerator;
}
