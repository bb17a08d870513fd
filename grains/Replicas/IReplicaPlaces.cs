using System.Collections.Immutable;

namespace Andamento.Replicas;

/// <summary>Where replicas can live now.</summary>
internal interface IReplicaPlaces
{
    /// <summary>The silos that have what replicas need; none when no silo does.</summary>
    Task<ImmutableArray<ReplicaPlace>> FindAsync(Accelerator accelerator);
}

/// <summary>A silo on which replicas can live.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="Devices">How many devices for them it has: for models on the processor one, which they share.</param>
/// <param name="Replicas">Replicas of all sets that live there.</param>
internal sealed record ReplicaPlace(SiloAddress Silo, int Devices, int Replicas)
{
    /// <summary>
    /// The place for one more replica of a set: on the silo that has the fewest of this set for its devices, and of those
    /// the one that has the fewest of all sets. Null when there is none.
    /// </summary>
    public static SiloAddress? Choose(ImmutableArray<ReplicaPlace> places, IEnumerable<SiloAddress> taken)
    {
        var own = taken.CountBy(silo => silo).ToDictionary();
        return places
            .OrderBy(place => (double)own.GetValueOrDefault(place.Silo) / place.Devices)
            .ThenBy(place => (double)place.Replicas / place.Devices)
            .FirstOrDefault()?.Silo;
    }
}
