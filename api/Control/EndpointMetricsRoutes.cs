using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;

namespace Andamento.Api.Control;

/// <summary>What this front door has counted of an endpoint, and what its replicas say (E13), in the text format of Prometheus.</summary>
internal sealed class EndpointMetricsRoutes(EndpointAccess access, EndpointCounters counters, EntityLoads loads)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/{name}/metrics", ReadAsync).WithSummary("Read what this front door has counted of the endpoint, and what its replicas say.");

    private async Task ReadAsync(HttpContext context)
    {
        var endpoint = await access.FindAsync(context, PermissionLevel.CanView);
        var told = await loads.ReadAsync(endpoint, context.RequestAborted);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(
            MetricsText.Of(endpoint, entity => counters.Of(endpoint.Id, entity).Read(), told), context.RequestAborted);
    }
}
