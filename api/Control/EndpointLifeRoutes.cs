using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Endpoints;

namespace Andamento.Api.Control;

/// <summary>What operators do with configs that there are: cancel, roll back, stop and start (E20).</summary>
internal sealed class EndpointLifeRoutes(EndpointAccess access)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/{name}/config:rollback", RollBackAsync).WithSummary("Serve an earlier config again, as a new version.");
        endpoints.MapPost("/{name}/config:stop", StopAsync).WithSummary("Stop a custom-model endpoint: its replicas are released.");
        endpoints.MapPost("/{name}/config:start", StartAsync).WithSummary("Start a stopped endpoint.");
        endpoints.MapPost("/{name}/config:cancel", CancelAsync).ExcludeFromDescription(); // for the console; no public operation
    }

    private async Task RollBackAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var version = body.Root.SmallInteger("version") ?? throw body.Root.Wrong("version", "is missing.");
        await ChangeAsync(context, endpoint => endpoint.RollBackAsync(version, context.GetCaller(), context.RequestAborted));
    }

    private Task StopAsync(HttpContext context) =>
        ChangeAsync(context, endpoint => endpoint.StopAsync(context.GetCaller().Name, context.RequestAborted));

    private Task StartAsync(HttpContext context) =>
        ChangeAsync(context, endpoint => endpoint.StartAsync(context.GetCaller(), context.RequestAborted));

    private Task CancelAsync(HttpContext context) =>
        ChangeAsync(context, endpoint => endpoint.CancelUpdateAsync(context.GetCaller().Name, context.RequestAborted));

    private async Task ChangeAsync(HttpContext context, Func<IEndpointGrain, Task<EndpointDetails>> change)
    {
        await access.FindAsync(context, PermissionLevel.CanManage);
        await EndpointAccess.AnswerAsync(context, await access.ChangeAsync(EndpointAccess.NameOf(context), change));
    }
}
