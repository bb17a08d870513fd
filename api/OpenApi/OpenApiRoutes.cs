using Andamento.Api.Control.Writing;

namespace Andamento.Api.OpenApi;

/// <summary>The whole API as an OpenAPI document, for tools. It holds no secret, so nobody has to sign in to read it.</summary>
internal static class OpenApiRoutes
{
    /// <summary>The path.</summary>
    public const string Path = "/api/openapi.json";

    /// <summary>Adds the route. What the document lists, it reads from the routes themselves.</summary>
    public static void Map(WebApplication app) => app
        .MapGet(Path, context => JsonAnswer.WriteAsync(
            context, ApiOperation.All(((IEndpointRouteBuilder)app).DataSources), ApiDocument.Write))
        .WithTags("About")
        .WithSummary("Read this document.");
}
