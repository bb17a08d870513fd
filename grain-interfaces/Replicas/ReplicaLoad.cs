using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>What one replica has done and what its host does now; or all replicas of a set, added up and averaged over their hosts.</summary>
[GenerateSerializer, Immutable, Alias("andamento.replica-load")]
public sealed record ReplicaLoad
{
    /// <summary>How long requests waited for their run.</summary>
    [Id(0)] public DurationCounts Waits { get; init; } = DurationCounts.None;

    /// <summary>How long their runs took.</summary>
    [Id(1)] public DurationCounts Runs { get; init; } = DurationCounts.None;

    /// <summary>How busy the host's processors are with the process of the silo, in percent; null where not known yet.</summary>
    [Id(2)] public double? Processor { get; init; }

    /// <summary>How much of the memory that the silo's process may use it does, in percent.</summary>
    [Id(3)] public double? Memory { get; init; }

    /// <summary>How busy the device is, in percent; null where there is none, or it does not tell.</summary>
    [Id(4)] public double? Device { get; init; }

    /// <summary>How much of the device's memory is taken, in percent; null where there is none, or it does not tell.</summary>
    [Id(5)] public double? DeviceMemory { get; init; }
}
