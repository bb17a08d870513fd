using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;

namespace Andamento.Api.Control;

/// <summary>The management of endpoints: operations E1 to E7 of the control-plane contract.</summary>
internal sealed class EndpointRoutes(IGrainFactory grains, EndpointAccess access)
{
    /// <summary>Adds the routes. Routing treats a trailing slash as the same resource.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var access = EndpointAccess.Of(services);
        var operations = new EndpointRoutes(services.GetRequiredService<IGrainFactory>(), access);
        var endpoints = routes.MapGroup("/api/2.0/serving-endpoints").WithTags("Serving endpoints").RequireCaller();
        endpoints.MapPost("", operations.CreateAsync).WithSummary("Create an endpoint.");
        endpoints.MapGet("", operations.ListAsync).WithSummary("List the endpoints that the caller may see.");
        endpoints.MapGet("/{name}", operations.GetAsync).WithSummary("Read an endpoint.");
        endpoints.MapDelete("/{name}", operations.DeleteAsync).WithSummary("Delete an endpoint.");
        endpoints.MapPut("/{name}/config", operations.UpdateConfigAsync).WithSummary("Replace the config of an endpoint.");
        endpoints.MapPut("/{name}/rate-limits", operations.SetRateLimitsAsync).WithSummary("Replace the rate limits, in the older form.");
        endpoints.MapPut("/{name}/ai-gateway", operations.SetGatewayAsync).WithSummary("Replace what the AI Gateway does.");

        new EndpointSettingsRoutes(access).Map(endpoints);
        new EndpointLifeRoutes(access).Map(endpoints);
        new EndpointReportRoutes(access).Map(endpoints);
        var loads = new EntityLoads(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<TimeProvider>());
        new EndpointMetricsRoutes(access, services.GetRequiredService<EndpointCounters>(), loads).Map(endpoints);
        new EndpointSchemaRoutes(access).Map(endpoints);
        new ThroughputRoutes(services.GetRequiredService<IGrainFactory>(), access).Map(endpoints);
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointNameShape.Read(body.Root);
        var command = EndpointBodies.ReadCreate(body.Root, context.GetCaller());
        var created = await access.ChangeAsync(name, endpoint => endpoint.CreateAsync(command, context.RequestAborted));
        await EndpointAccess.AnswerAsync(context, created);
    }

    private async Task ListAsync(HttpContext context)
    {
        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var endpoints = await directory.ListAsync(context.RequestAborted);
        await JsonAnswer.WriteListAsync(context, "endpoints", endpoints, context.GetCaller(), static (json, endpoint, caller) =>
        {
            var level = EndpointPermissions.LevelOf(caller, endpoint);
            if (level >= PermissionLevel.CanView) EndpointJson.WriteRow(json, endpoint, level);
        });
    }

    private async Task GetAsync(HttpContext context)
    {
        var endpoint = await access.FindAsync(context, EndpointAccess.NameOf(context), PermissionLevel.CanView);
        await EndpointAccess.AnswerAsync(context, endpoint);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        await access.ChangeAsync(name, async endpoint =>
        {
            await endpoint.DeleteAsync(context.RequestAborted);
            return true;
        });
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task UpdateConfigAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        var command = new UpdateEndpointConfig { Caller = context.GetCaller(), Config = EndpointBodies.ReadConfig(body.Root) };
        var updated = await access.ChangeAsync(name, endpoint => endpoint.UpdateConfigAsync(command, context.RequestAborted));
        await EndpointAccess.AnswerAsync(context, updated);
    }

    private async Task SetRateLimitsAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        var rules = RateLimitBody.ReadLegacy(body.Root);
        var stored = await access.ChangeAsync(name, endpoint => endpoint.SetRateLimitsAsync(rules, context.GetCaller().Name, context.RequestAborted));
        await JsonAnswer.WriteAsync(context, stored, RateLimitJson.Write);
    }

    private async Task SetGatewayAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        var gateway = GatewayBody.Read(body.Root);
        var stored = await access.ChangeAsync(name, endpoint => endpoint.SetGatewayAsync(gateway, context.GetCaller().Name, context.RequestAborted));
        await JsonAnswer.WriteAsync(
            context, (Gateway: stored, Endpoint: name), static (json, answer) => GatewayJson.Write(json, answer.Gateway, answer.Endpoint));
    }
}
