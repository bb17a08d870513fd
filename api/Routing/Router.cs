using System.Collections.Immutable;
using System.Diagnostics;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Routing;

/// <summary>Which served entity answers. Pure: the draw is an argument.</summary>
internal static class Router
{
    /// <summary>A draw is below this.</summary>
    public const int Draws = 100;

    /// <summary>Whom a request asks. A direct route asks only the entity that it names.</summary>
    /// <param name="endpoint">The endpoint, which serves.</param>
    /// <param name="served">The entity that a direct route names, or null to follow the traffic split.</param>
    /// <param name="draw">0 to 99, each as likely as the others.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>: no such entity.</exception>
    public static RoutePlan Plan(EndpointSnapshot endpoint, string? served, int draw) => served is not null
        ? new(Direct(endpoint.Entities, served, endpoint.Name), 0)
        : new(Plan(endpoint.Routes, endpoint.Entities, draw), endpoint is { Gateway.FallbackEnabled: true, Kind: EndpointKind.External }
            ? Math.Min(RoutePlan.MaxFallbacks, endpoint.Entities.Length - 1)
            : 0);

    /// <summary>
    /// The entity that the traffic split gives a draw to, as an index. One with 0 percent never gets any.
    /// </summary>
    /// <param name="routes">The split; sums to 100.</param>
    /// <param name="entities">The entities that the routes name.</param>
    /// <param name="draw">0 to 99, each as likely as the others.</param>
    public static int Plan(ImmutableArray<TrafficRoute> routes, ImmutableArray<SnapshotEntity> entities, int draw)
    {
        foreach (var route in routes)
        {
            draw -= route.Percentage;
            if (draw >= 0) continue;

            return IndexOf(entities, route.EntityName)
                ?? throw new UnreachableException($"No entity '{route.EntityName}'.");
        }

        throw new UnreachableException("The routes of an active config sum to 100.");
    }

    /// <summary>The entity that a direct route names, as an index, whatever its percentage.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    public static int Direct(ImmutableArray<SnapshotEntity> entities, string name, string endpoint) =>
        IndexOf(entities, name) ?? throw new ServingException(
            FailureKind.ResourceNotFound, $"The endpoint '{endpoint}' serves no model called '{name}'.");

    private static int? IndexOf(ImmutableArray<SnapshotEntity> entities, string name)
    {
        for (var index = 0; index < entities.Length; index++)
        {
            if (entities[index].Name == name) return index;
        }

        return null;
    }
}
