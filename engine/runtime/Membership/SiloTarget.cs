using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>What silos and clients ask of a silo itself.</summary>
internal interface ISiloTarget : ISystemTarget
{
    Task<DirectoryAnswer> Register(GrainAddress address, MembershipVersion version);

    Task<DirectoryAnswer> Lookup(GrainId id, MembershipVersion version);

    Task Unregister(GrainAddress address);

    /// <summary>The activations of the answering silo whose directory entries belong to the asking one.</summary>
    Task<List<GrainAddress>> ActivationsOwnedBy(SiloAddress owner, MembershipVersion version);

    Task EndDuplicate(GrainAddress address);

    Task<SiloInfo> Describe();

    Task<List<GrainClassCount>> CountActivations();

    Task<List<GrainId>> ActiveGrains();

    Task CollectActivations(TimeSpan age);

    Task<SiloRuntimeStatistics> Statistics();
}

[GenerateSerializer]
internal sealed class DirectoryAnswer
{
    /// <summary>The asked silo does not own the entry in its view: read the membership and ask again.</summary>
    [Id(0)]
    public bool IsNotOwner { get; init; }

    [Id(1)]
    public GrainAddress? Address { get; init; }
}

[GenerateSerializer]
internal sealed class GrainClassCount
{
    [Id(0)]
    public required string GrainType { get; init; }

    [Id(1)]
    public int Count { get; init; }
}

/// <summary>What a silo can do: its grain classes and its metadata.</summary>
[GenerateSerializer]
internal sealed class SiloInfo
{
    [Id(0)]
    public required List<GrainClassInfo> Classes { get; init; }

    [Id(1)]
    public required Dictionary<string, string> Metadata { get; init; }
}

[GenerateSerializer]
internal sealed class GrainClassInfo
{
    [Id(0)]
    public required string GrainType { get; init; }

    [Id(1)]
    public required string ClassName { get; init; }

    [Id(2)]
    public required List<string> Interfaces { get; init; }
}

/// <summary>Identities that carry the address of the silo or client they live on.</summary>
internal static class SystemTargets
{
    public static readonly GrainType Silo = GrainType.Create("sys.silo");
    public static readonly GrainType Client = GrainType.Create("sys.client");

    private static readonly ConcurrentDictionary<IdSpan, SiloAddress> Addresses = new();

    public static GrainId SiloId(SiloAddress silo) => GrainId.Create(Silo, silo.ToParsableString());

    public static GrainId ClientId(SiloAddress client) => GrainId.Create(Client, client.ToParsableString());

    public static GrainId ObserverId(SiloAddress client) => GrainId.Create(Client, $"{client.ToParsableString()}+{Guid.NewGuid():N}");

    public static SiloAddress SiloOf(GrainId id)
    {
        if (Addresses.TryGetValue(id.Key, out var known))
        {
            return known;
        }

        var text = id.Key.ToString();
        var plus = text.IndexOf('+');
        var address = SiloAddress.Parse(plus < 0 ? text : text[..plus]);
        if (id.Type == Silo)
        {
            Addresses[id.Key] = address;
        }

        return address;
    }
}
