using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Permissions;

/// <summary>Who may do what with an endpoint: operations P1 to P4. They go by the endpoint's id; its name is not found.</summary>
internal sealed class PermissionRoutes(IGrainFactory grains, EndpointSnapshots snapshots)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new PermissionRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EndpointSnapshots>());
        var permissions = routes.MapGroup("/api/2.0/permissions/serving-endpoints/{id}").WithTags("Permissions").RequireCaller();
        permissions.MapGet("", operations.GetAsync).WithSummary("Read who may do what with an endpoint.");
        permissions.MapPut("", operations.ReplaceAsync).WithSummary("Replace what is granted.");
        permissions.MapPatch("", operations.MergeAsync).WithSummary("Add to what is granted.");
        permissions.MapGet("/permissionLevels", operations.ListLevelsAsync).WithSummary("List the levels of permission.");
    }

    private IIdentityGrain Identity => grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    private async Task GetAsync(HttpContext context) => await AnswerAsync(context, await FindAsync(context, PermissionLevel.CanView));

    private Task ReplaceAsync(HttpContext context) => ChangeAsync(context, replace: true);

    private Task MergeAsync(HttpContext context) => ChangeAsync(context, replace: false);

    private async Task ListLevelsAsync(HttpContext context)
    {
        await FindAsync(context, PermissionLevel.CanView);
        await JsonAnswer.WriteAsync(context, 0, static (json, _) => PermissionJson.WriteLevels(json));
    }

    private async Task ChangeAsync(HttpContext context, bool replace)
    {
        using var body = await ControlBody.ReadAsync(context);
        var endpoint = await FindAsync(context, PermissionLevel.CanManage);
        var grants = PermissionBody.Read(body.Root);
        await CheckKnownAsync(grants, context.RequestAborted);
        var command = new ChangePermissions
        {
            EndpointId = endpoint.Id, Grants = [.. grants.Select(one => one.Grant)], Replace = replace, Caller = context.GetCaller().Name,
        };
        EndpointDetails changed;
        try
        {
            changed = await grains.GetGrain<IEndpointGrain>(endpoint.Name).ChangePermissionsAsync(command, context.RequestAborted);
        }
        finally
        {
            snapshots.Doubt(endpoint.Name);
        }

        await AnswerAsync(context, changed);
    }

    private async Task CheckKnownAsync(ImmutableArray<SentGrant> sent, CancellationToken cancellationToken)
    {
        var names = await Identity.DescribeAsync([.. sent.Select(one => one.Grant.Grantee)], cancellationToken);
        foreach (var (one, name) in sent.Zip(names))
        {
            if (name is null) throw new ServingException(FailureKind.ResourceNotFound, $"{one.Path}: there is no '{one.Grant.Grantee.Name}'.") { Param = one.Path };
        }
    }

    /// <summary>The endpoint with the id in the path, for a caller who may do what <paramref name="needed"/> allows.</summary>
    private async Task<EndpointDetails> FindAsync(HttpContext context, PermissionLevel needed)
    {
        var id = (string)context.GetRouteValue("id")!;
        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var endpoint = await directory.FindAsync(id, context.RequestAborted) is { } name
            ? await grains.GetGrain<IEndpointGrain>(name).GetAsync(context.RequestAborted)
            : null;
        if (endpoint?.Id != id)
            throw new ServingException(FailureKind.ResourceNotFound, $"There is no serving endpoint with the id '{id}'.");

        EndpointPermissions.Require(context.GetCaller(), endpoint, needed, $"with the id '{id}'");
        return endpoint;
    }

    private async Task AnswerAsync(HttpContext context, EndpointDetails endpoint)
    {
        ImmutableArray<EndpointGrant> grants = [new(Grantee.Of(endpoint.Creator), PermissionLevel.CanManage), .. endpoint.Grants];
        var names = await Identity.DescribeAsync([.. grants.Select(grant => grant.Grantee)], context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context, (endpoint.Id, Grants: grants, Names: names),
            static (Utf8JsonWriter json, (string Id, ImmutableArray<EndpointGrant> Grants, ImmutableArray<string?> Names) acl) =>
                PermissionJson.Write(json, acl.Id, acl.Grants.Zip(acl.Names)));
    }
}
