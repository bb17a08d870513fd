using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>Rules for traffic routes, and the routes a config has when it names none (V10 to V12, section 6.5). Pure.</summary>
internal static class RouteRules
{
    /// <summary>The routes of a config.</summary>
    /// <param name="routes">As sent, or null.</param>
    /// <param name="entities">Names of the config's entities, at least one.</param>
    /// <param name="current">Routes of the config that serves; kept when they fit and none were sent.</param>
    /// <param name="prefix">The path of the config in the request: <c>config.</c>, or empty.</param>
    public static ImmutableArray<TrafficRoute> Plan(
        ImmutableArray<TrafficRoute>? routes, ImmutableArray<string> entities, ImmutableArray<TrafficRoute> current, string prefix)
    {
        var path = $"{prefix}traffic_config";
        if (routes is { IsEmpty: false } sent)
        {
            Check(sent, entities, $"{path}.routes");
            return sent;
        }

        if (entities is [var only]) return [new(only, 100)];
        return Fits(current, entities)
            ? current
            : throw Invalid.Field(path, $"is required: it divides the traffic between {entities.Length} entities.");
    }

    private static void Check(ImmutableArray<TrafficRoute> routes, ImmutableArray<string> entities, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < routes.Length; index++)
        {
            var (name, percentage) = routes[index];
            var route = $"{path}[{index}]";
            if (!entities.Contains(name, StringComparer.Ordinal))
                throw Invalid.Value($"{route}.served_entity_name", name, "is no served entity of this config.");
            if (!seen.Add(name)) throw Invalid.Value($"{route}.served_entity_name", name, "has a route already.");
            if (percentage is < 0 or > 100)
                throw Invalid.Value($"{route}.traffic_percentage", percentage, "must be a whole number from 0 to 100.");
        }

        var sum = routes.Sum(route => route.Percentage);
        if (sum != 100) throw Invalid.Value($"{path}[*].traffic_percentage", sum, "is the sum; it must be exactly 100.");
    }

    private static bool Fits(ImmutableArray<TrafficRoute> routes, ImmutableArray<string> entities) =>
        !routes.IsEmpty && routes.All(route => entities.Contains(route.EntityName, StringComparer.Ordinal));
}
