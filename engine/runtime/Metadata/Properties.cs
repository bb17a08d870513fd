using System.Collections.Immutable;

namespace Orleans.Metadata;

public interface IGrainPropertiesProviderAttribute
{
    void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties);
}

public interface IGrainTypeProviderAttribute
{
    GrainType GetGrainType(IServiceProvider services, Type type);
}

/// <summary>What a silo tells the others about a grain class, as text.</summary>
[GenerateSerializer, Immutable]
public sealed class GrainProperties : IEquatable<GrainProperties>
{
    public GrainProperties(ImmutableDictionary<string, string> values) => Properties = values;

    [Id(0)]
    public ImmutableDictionary<string, string> Properties { get; }

    public bool Equals(GrainProperties? other) =>
        other is not null && Properties.Count == other.Properties.Count
        && Properties.All(pair => other.Properties.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public override bool Equals(object? obj) => Equals(obj as GrainProperties);

    public override int GetHashCode() => Properties.Count;

    public string ToDetailedString() => string.Join(", ", Properties.Select(pair => $"{pair.Key}={pair.Value}"));
}

public static class WellKnownGrainTypeProperties
{
    public const string FullTypeName = "full-type-name";
    public const string GrainDirectory = "directory-policy";
    public const string IdleDeactivationPeriod = "idle-duration";
    public const string ImplementedInterfacePrefix = "interface.";
    public const string IndefiniteIdleDeactivationPeriodValue = "indefinite";
    public const string MayInterleavePredicate = "may-interleave-predicate";
    public const string PlacementFilter = "placement-filter";
    public const string PlacementStrategy = "placement-strategy";
    public const string Reentrant = "reentrant";
    public const string TypeName = "type-name";
    public const string Unordered = "unordered";
}
