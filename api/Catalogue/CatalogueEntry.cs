using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Andamento.Endpoints;
using Andamento.RateLimits;

namespace Andamento.Api.Catalogue;

/// <summary>One endpoint of the catalogue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The model's version.</param>
/// <param name="Calls">Calls a minute that all callers have together; null for no limit.</param>
internal sealed partial record CatalogueEntry(string Name, string Model, string Version, int? Calls)
{
    /// <summary>Its rate limits.</summary>
    public ImmutableArray<RateLimitRule> Limits => Calls is { } calls ? [new(RateLimitKey.Endpoint, calls)] : [];

    /// <summary>Its config.</summary>
    public EndpointConfigInput Config => new() { ServedEntities = [new() { EntityName = Model, EntityVersion = Version }] };

    /// <summary>Reads an entry of the settings; null when it is none.</summary>
    public static CatalogueEntry? Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success) return null;
        int? calls = match.Groups["calls"] is { Success: true, Value: var number }
            ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
        return new(match.Groups["name"].Value, match.Groups["model"].Value, match.Groups["version"].Value, calls);
    }

    /// <summary>Whether an endpoint serves just that.</summary>
    public bool IsServedBy(EndpointDetails endpoint) =>
        (endpoint.PendingConfig ?? endpoint.Config) is { ServedEntities: [var entity] }
        && entity.EntityName == Model && entity.EntityVersion == Version;

    [GeneratedRegex(
        @"^(?<name>databricks-[A-Za-z0-9_-]{1,52})=(?<model>[^/;=\s]+)/(?<version>[0-9]+)(;calls=(?<calls>[0-9]{1,9}))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
