using System.Globalization;
using Andamento.Api.Auth;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Identity;

/// <summary>Who am I (section 12). Clients read the workspace's number from the answer's header.</summary>
internal sealed class IdentityRoutes(IGrainFactory grains, IOptions<WorkspaceOptions> workspace)
{
    private readonly string _workspaceId = workspace.Value.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new IdentityRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IOptions<WorkspaceOptions>>());
        routes.MapGet($"{ScimRoutes.Root}/Me", operations.MeAsync).WithTags("Identity").WithSummary("Say who calls.").RequireCaller();
    }

    private async Task MeAsync(HttpContext context)
    {
        context.Response.Headers["X-Databricks-Org-Id"] = _workspaceId;
        var identity = grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
        var me = await identity.GetPrincipalAsync(context.GetCaller().Id, context.RequestAborted)
            ?? throw new ServingException(FailureKind.Unauthenticated, "The owner of the token has just been deleted.");
        await JsonAnswer.WriteAsync(context, me, ScimJson.WriteMe);
    }
}
