using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Andamento.Tests.Engine.Grains;

public interface IZonedGrain : ILocated;

public interface INowhereGrain : ILocated;

[OnlyInZone("Silo_1")]
internal sealed class ZonedGrain : LocatedGrain, IZonedGrain;

[OnlyInZone("no such silo")]
internal sealed class NowhereGrain : LocatedGrain, INowhereGrain;

/// <summary>Keeps a grain on silos whose metadata names this zone, whoever calls.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnlyInZoneAttribute(string zone) : PlacementFilterAttribute(new OnlyInZoneStrategy(zone));

internal sealed class OnlyInZoneStrategy(string? zone) : PlacementFilterStrategy(order: 1)
{
    public OnlyInZoneStrategy()
        : this(null)
    {
    }

    public string? Zone { get; private set; } = zone;

    public override void AdditionalInitialize(GrainProperties properties) =>
        Zone = GetPlacementFilterGrainProperty("zone", properties);

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services,
        Type grainClass,
        GrainType grainType,
        IReadOnlyDictionary<string, string> existingProperties) => [new("zone", Zone!)];
}

internal sealed class OnlyInZoneDirector(ISiloMetadataCache silosMetadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => silosMetadata.GetSiloMetadata(silo).Metadata["zone"] == ((OnlyInZoneStrategy)filterStrategy).Zone);
}
