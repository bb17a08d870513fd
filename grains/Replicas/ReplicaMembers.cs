using System.Collections.Immutable;

namespace Andamento.Replicas;

/// <summary>Which replicas a set has. Pure.</summary>
internal static class ReplicaMembers
{
    /// <summary>Requests at once of the replicas that stay.</summary>
    public static int Capacity(ImmutableArray<ReplicaMember> members) =>
        members.Sum(member => member.Leaving ? 0 : member.Concurrency);

    /// <summary>The replica that would leave first. There is one that stays.</summary>
    public static ReplicaMember LastOf(ImmutableArray<ReplicaMember> members) => members.Last(member => !member.Leaving);

    /// <summary>Adds replicas, or lets some leave, until they fit what is desired. One that was leaving is taken back first.</summary>
    /// <param name="members">The replicas, by ordinal.</param>
    /// <param name="desired">Requests at once, no more than <paramref name="concurrency"/>.</param>
    /// <param name="concurrency">Most requests at once of the whole set.</param>
    /// <param name="least">Requests at once that a further replica is worth for.</param>
    /// <param name="places">How many silos or devices can have one.</param>
    public static ImmutableArray<ReplicaMember> Fit(
        ImmutableArray<ReplicaMember> members, int desired, int concurrency, int least, int places)
    {
        while (Capacity(members) < desired)
        {
            members = members.FirstOrDefault(member => member.Leaving) is { } leaving
                ? members.Replace(leaving, leaving with { Leaving = false })
                : Add(members, Size(members, concurrency, least, places));
        }

        while (Capacity(members) is var capacity and > 0 && LastOf(members) is var last && capacity - last.Concurrency >= desired)
            members = members.Replace(last, last with { Leaving = true });
        return members;
    }

    // A second copy of a model beside the first shares its processor and no run with it: few large replicas
    // serve better than many small ones, until there is a silo or a device that has none.
    private static int Size(ImmutableArray<ReplicaMember> members, int concurrency, int least, int places)
    {
        var open = concurrency - Capacity(members);
        var free = Math.Max(1, places - members.Length);
        return Math.Min(open, Math.Max(least, (open + free - 1) / free));
    }

    private static ImmutableArray<ReplicaMember> Add(ImmutableArray<ReplicaMember> members, int size)
    {
        var ordinal = 0;
        while (ordinal < members.Length && members[ordinal].Ordinal == ordinal) ordinal++;
        return members.Insert(ordinal, new(ordinal, size));
    }
}
