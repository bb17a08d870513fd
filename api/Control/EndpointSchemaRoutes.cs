using Andamento.Api.Control.Writing;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>How to query one endpoint, as an OpenAPI document (E12).</summary>
internal sealed class EndpointSchemaRoutes(EndpointAccess access)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/{name}/openapi", ReadAsync).WithSummary("Read how the endpoint is queried, as an OpenAPI document.");

    private async Task ReadAsync(HttpContext context)
    {
        var endpoint = await access.FindAsync(context, PermissionLevel.CanView);
        if (!endpoint.Ready || endpoint.Config is null)
        {
            throw new ServingException(
                FailureKind.BadRequest, $"The serving endpoint '{endpoint.Name}' is not ready: it has no schema until it serves.");
        }

        var host = $"{context.Request.Scheme}://{context.Request.Host}";
        await JsonAnswer.WriteAsync(
            context, (Endpoint: endpoint, Host: host), static (json, one) => EndpointOpenApi.Write(json, one.Endpoint, one.Host));
    }
}
