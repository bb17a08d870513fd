using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>Rules for what an endpoint has besides its config (V17, V24, V25, section 3.1). Pure.</summary>
internal static class SmallRules
{
    private const int MaxDescription = 1000;

    /// <summary>Checks a description.</summary>
    public static void CheckDescription(string description)
    {
        if (description.Length > MaxDescription)
            throw Invalid.Value("description", description.Length, $"characters are too many; at most {MaxDescription} are kept.");
    }

    /// <summary>Checks tags.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="field">The list's name in the request.</param>
    public static void CheckTags(ImmutableArray<EndpointTag> tags, string field = "tags")
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < tags.Length; index++)
        {
            if (tags[index].Key.Length == 0) throw Invalid.Field($"{field}[{index}].key", "must not be empty.");
            if (!seen.Add(tags[index].Key)) throw Invalid.Value($"{field}[{index}].key", tags[index].Key, "is given twice.");
        }
    }

    /// <summary>Checks that an endpoint of this kind may have a route of its own.</summary>
    public static void CheckRouteOptimized(bool asked, EndpointKind? kind)
    {
        if (asked && kind is EndpointKind.External or EndpointKind.Foundation)
            throw Invalid.Value("route_optimized", "true", "goes with custom models only.");
    }
}
