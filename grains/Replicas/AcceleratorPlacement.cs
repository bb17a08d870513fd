using Orleans.Placement;

namespace Andamento.Replicas;

/// <summary>Puts a grain only on silos whose metadata have the accelerator that its key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AcceleratorPlacementAttribute() : PlacementFilterAttribute(new AcceleratorPlacementStrategy());

/// <summary>Marks the grains that <see cref="AcceleratorPlacementAttribute"/> is about; the silo holds what it does.</summary>
internal sealed class AcceleratorPlacementStrategy() : PlacementFilterStrategy(order: 0)
{
    /// <summary>The key of what a silo has, in its metadata.</summary>
    public const string MetadataKey = "accelerator";

    /// <summary>The key of the silo's device numbers, with commas between.</summary>
    public const string DevicesKey = "devices";
}
