using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>The management of endpoints: operations E1 to E7 of the control-plane contract.</summary>
internal sealed class EndpointRoutes(IGrainFactory grains, EndpointSnapshots snapshots)
{
    /// <summary>Adds the routes. Routing treats a trailing slash as the same resource.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new EndpointRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EndpointSnapshots>());
        var endpoints = routes.MapGroup("/api/2.0/serving-endpoints").RequireCaller();
        endpoints.MapPost("", operations.CreateAsync);
        endpoints.MapGet("", operations.ListAsync);
        endpoints.MapGet("/{name}", operations.GetAsync);
        endpoints.MapDelete("/{name}", operations.DeleteAsync);
        endpoints.MapPut("/{name}/config", operations.UpdateConfigAsync);
        endpoints.MapPut("/{name}/rate-limits", operations.SetRateLimitsAsync);
        endpoints.MapPut("/{name}/ai-gateway", operations.SetGatewayAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = body.Root.RequiredText("name");
        if (!EndpointNameShape.Fits(name))
            throw body.Root.Wrong("name", "must be 1 to 63 characters out of A-Z, a-z, 0-9, '_' and '-'.");

        var command = EndpointBodies.ReadCreate(body.Root, context.GetCaller());
        var created = await ChangeAsync(name, endpoint => endpoint.CreateAsync(command, context.RequestAborted));
        await AnswerAsync(context, created);
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
        var endpoint = await FindAsync(context, NameOf(context), PermissionLevel.CanView);
        await AnswerAsync(context, endpoint);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var name = NameOf(context);
        await FindAsync(context, name, PermissionLevel.CanManage);
        await ChangeAsync(name, async endpoint =>
        {
            await endpoint.DeleteAsync(context.RequestAborted);
            return true;
        });
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task UpdateConfigAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = NameOf(context);
        await FindAsync(context, name, PermissionLevel.CanManage);
        var command = new UpdateEndpointConfig { Caller = context.GetCaller(), Config = EndpointBodies.ReadConfig(body.Root) };
        var updated = await ChangeAsync(name, endpoint => endpoint.UpdateConfigAsync(command, context.RequestAborted));
        await AnswerAsync(context, updated);
    }

    private async Task SetRateLimitsAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = NameOf(context);
        await FindAsync(context, name, PermissionLevel.CanManage);
        var rules = RateLimitBody.ReadLegacy(body.Root);
        var stored = await ChangeAsync(name, endpoint => endpoint.SetRateLimitsAsync(rules, context.RequestAborted));
        await JsonAnswer.WriteAsync(context, stored, RateLimitJson.Write);
    }

    private async Task SetGatewayAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = NameOf(context);
        await FindAsync(context, name, PermissionLevel.CanManage);
        var gateway = GatewayBody.Read(body.Root);
        var stored = await ChangeAsync(name, endpoint => endpoint.SetGatewayAsync(gateway, context.RequestAborted));
        await JsonAnswer.WriteAsync(context, stored, GatewayJson.Write);
    }

    /// <summary>Changes an endpoint. The next query through this front door sees the change, or finds out how it ended.</summary>
    private async Task<T> ChangeAsync<T>(string name, Func<IEndpointGrain, Task<T>> change)
    {
        try
        {
            return await change(grains.GetGrain<IEndpointGrain>(name));
        }
        finally
        {
            snapshots.Doubt(name);
        }
    }

    /// <summary>The endpoint, for a caller who may do what <paramref name="needed"/> allows.</summary>
    private async Task<EndpointDetails> FindAsync(HttpContext context, string name, PermissionLevel needed)
    {
        var endpoint = EndpointNameShape.Fits(name)
            ? await grains.GetGrain<IEndpointGrain>(name).GetAsync(context.RequestAborted)
            : null;
        if (endpoint is null)
            throw new ServingException(FailureKind.ResourceNotFound, $"The serving endpoint '{name}' does not exist.");

        EndpointPermissions.Require(context.GetCaller(), endpoint, needed, $"'{name}'");
        return endpoint;
    }

    private static Task AnswerAsync(HttpContext context, EndpointDetails endpoint) => JsonAnswer.WriteAsync(
        context,
        (Endpoint: endpoint, Level: EndpointPermissions.LevelOf(context.GetCaller(), endpoint)),
        static (Utf8JsonWriter json, (EndpointDetails Endpoint, PermissionLevel Level) answer) =>
            EndpointJson.WriteDetailed(json, answer.Endpoint, answer.Level));

    private static string NameOf(HttpContext context) => (string)context.GetRouteValue("name")!;
}
