using System.Collections.Immutable;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Identity;

/// <summary>The operations on groups.</summary>
internal sealed class ScimGroups(IGrainFactory grains)
{
    private static readonly ImmutableArray<string> Attributes = ["displayName", "externalId", "id"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("", CreateAsync);
        routes.MapGet("", ListAsync);
        routes.MapGet("/{id}", GetAsync);
        routes.MapPut("/{id}", ReplaceAsync);
        routes.MapPatch("/{id}", PatchAsync);
        routes.MapDelete("/{id}", DeleteAsync);
    }

    private IIdentityGrain Identity => grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    private async Task CreateAsync(HttpContext context)
    {
        context.RequireAdministrator();
        using var body = await ControlBody.ReadAsync(context);
        var made = await Identity.CreateGroupAsync(ScimGroupBodies.ReadNew(body.Root), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await JsonAnswer.WriteAsync(context, made, ScimJson.WriteGroup);
    }

    private async Task ListAsync(HttpContext context)
    {
        var filter = ScimFilter.Parse(context.Request.Query["filter"], Attributes);
        var page = ScimPage.Read(context.Request.Query);
        var all = await Identity.ListGroupsAsync(context.RequestAborted);
        var fitting = all.Where(group => filter?.Matches(ValueOf(group, filter.Attribute)) is not false).ToList();
        await page.AnswerAsync(context, fitting, ScimJson.WriteGroup);
    }

    private async Task GetAsync(HttpContext context) => await JsonAnswer.WriteAsync(context, await FindAsync(context), ScimJson.WriteGroup);

    private Task ReplaceAsync(HttpContext context) => ChangeAsync(context, ScimGroupBodies.ReadReplacement);

    private Task PatchAsync(HttpContext context) => ChangeAsync(context, ScimGroupBodies.ReadPatch);

    private async Task ChangeAsync(HttpContext context, Func<JsonField, GroupDetails, ImmutableArray<GroupChange>> read)
    {
        context.RequireAdministrator();
        using var body = await ControlBody.ReadAsync(context);
        var current = await FindAsync(context);
        var changed = await Identity.ChangeGroupAsync(current.Id, read(body.Root, current), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, changed, ScimJson.WriteGroup);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        context.RequireAdministrator();
        await Identity.DeleteGroupAsync((await FindAsync(context)).Id, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<GroupDetails> FindAsync(HttpContext context)
    {
        var id = (string)context.GetRouteValue("id")!;
        return await Identity.GetGroupAsync(id, context.RequestAborted)
            ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no group with the id '{id}'.");
    }

    private static string? ValueOf(GroupDetails group, string attribute) => attribute switch
    {
        "externalId" => group.ExternalId,
        "id" => group.Id,
        _ => group.Name,
    };
}
