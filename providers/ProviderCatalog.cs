using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Andamento.Providers;

/// <summary>The providers of this build. An adapter is found by its type, so a new one is a new folder and nothing else.</summary>
public static class ProviderCatalog
{
    private static readonly FrozenDictionary<string, IProviderAdapter> ByName;

    static ProviderCatalog()
    {
        All = [.. typeof(ProviderCatalog).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProviderAdapter)))
            .Select(type => (IProviderAdapter)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(adapter => adapter.Descriptor.Name, StringComparer.Ordinal)];
        ByName = All.ToFrozenDictionary(adapter => adapter.Descriptor.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every provider, by name. Two never share a name.</summary>
    public static ImmutableArray<IProviderAdapter> All { get; }

    /// <summary>The provider of a name, whatever its case; null when there is none.</summary>
    public static IProviderAdapter? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
