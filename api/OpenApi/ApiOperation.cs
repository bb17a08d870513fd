using Andamento.Api.Auth;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Andamento.Api.OpenApi;

/// <summary>One method of one path, as its route says.</summary>
/// <param name="Path">The path, with parameters as <c>{name}</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Parameters">The parameters in the path.</param>
/// <param name="Tag">What it belongs to.</param>
/// <param name="Summary">What it does, or null.</param>
/// <param name="NeedsToken">Whether callers must sign in.</param>
internal sealed record ApiOperation(
    string Path, string Method, IReadOnlyList<string> Parameters, string Tag, string? Summary, bool NeedsToken)
{
    /// <summary>Every operation that is meant for callers, by path and method.</summary>
    public static IReadOnlyList<ApiOperation> All(IEnumerable<EndpointDataSource> sources) =>
        [.. sources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription is not true)
            .SelectMany(Of)
            .DistinctBy(operation => (operation.Path, operation.Method))
            .OrderBy(operation => operation.Path, StringComparer.Ordinal)
            .ThenBy(operation => operation.Method, StringComparer.Ordinal)];

    private static IEnumerable<ApiOperation> Of(RouteEndpoint route)
    {
        var path = PathOf(route.RoutePattern);
        var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []; // a fallback answers any: no operation
        var tag = route.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var first, ..] ? first : "Other";
        return methods.Select(method => new ApiOperation(
            path, method, [.. route.RoutePattern.Parameters.Select(parameter => parameter.Name)], tag,
            route.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary,
            route.Metadata.GetMetadata<CallerRequired>() is not null));
    }

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => throw new InvalidOperationException($"{part.PartKind} has no place in a path."),
        }))));
}
