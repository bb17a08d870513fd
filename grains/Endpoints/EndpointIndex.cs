using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>The summaries that the directory knows, as they are asked for: by id, and all in order. Not for several threads.</summary>
internal sealed class EndpointIndex
{
    private readonly Dictionary<string, EndpointDetails> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private ImmutableArray<EndpointDetails>? _inOrder = [];

    /// <summary>All: those of the installation, then the newest first. Sorted once after a change, however often it is asked for.</summary>
    public ImmutableArray<EndpointDetails> InOrder => _inOrder ??=
    [
        .. _byName.Values.OrderByDescending(summary => SystemEndpoints.Owns(summary.Name)).ThenByDescending(summary => summary.CreatedAt).ThenBy(summary => summary.Name, StringComparer.Ordinal),
    ];

    /// <summary>The name of the endpoint with an id, or null.</summary>
    public string? Find(string id) => _names.GetValueOrDefault(id);

    /// <summary>Takes in what is known of a name now; null for nothing.</summary>
    public void Set(string name, EndpointDetails? summary)
    {
        if (_byName.Remove(name, out var before)) _names.Remove(before.Id);
        if (summary is not null)
        {
            _byName[name] = summary;
            _names[summary.Id] = name;
        }

        _inOrder = null;
    }
}
