using System.Collections.Immutable;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Identity;

/// <summary>The operations on users, or on service principals.</summary>
internal sealed class ScimPrincipals(IGrainFactory grains, PrincipalKind kind)
{
    private readonly ImmutableArray<string> _attributes =
        [ScimPrincipalBodies.NameMember(kind), "displayName", "externalId", "id", "active"];

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
        var made = await Identity.CreatePrincipalAsync(ScimPrincipalBodies.ReadNew(body.Root, kind), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await JsonAnswer.WriteAsync(context, made, ScimJson.WritePrincipal);
    }

    private async Task ListAsync(HttpContext context)
    {
        var filter = ScimFilter.Parse(context.Request.Query["filter"], _attributes);
        var page = ScimPage.Read(context.Request.Query);
        var all = await Identity.ListPrincipalsAsync(context.RequestAborted);
        var fitting = all.Where(one => one.Kind == kind && filter?.Matches(ValueOf(one, filter.Attribute)) is not false).ToList();
        await page.AnswerAsync(context, fitting, ScimJson.WritePrincipal);
    }

    private async Task GetAsync(HttpContext context) => await JsonAnswer.WriteAsync(context, await FindAsync(context), ScimJson.WritePrincipal);

    private Task ReplaceAsync(HttpContext context) => ChangeAsync(context, ScimPrincipalBodies.ReadReplacement);

    private Task PatchAsync(HttpContext context) => ChangeAsync(context, ScimPrincipalBodies.ReadPatch);

    private async Task ChangeAsync(HttpContext context, Func<JsonField, PrincipalDetails, PrincipalChange> read)
    {
        context.RequireAdministrator();
        using var body = await ControlBody.ReadAsync(context);
        var current = await FindAsync(context);
        var changed = await Identity.ChangePrincipalAsync(current.Id, read(body.Root, current), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, changed, ScimJson.WritePrincipal);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        context.RequireAdministrator();
        await Identity.DeletePrincipalAsync((await FindAsync(context)).Id, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<PrincipalDetails> FindAsync(HttpContext context)
    {
        var id = (string)context.GetRouteValue("id")!;
        var found = await Identity.GetPrincipalAsync(id, context.RequestAborted);
        return found?.Kind == kind ? found : throw new ServingException(
            FailureKind.ResourceNotFound, $"There is no {(kind is PrincipalKind.User ? "user" : "service principal")} with the id '{id}'.");
    }

    private static string? ValueOf(PrincipalDetails principal, string attribute) => attribute switch
    {
        "displayName" => principal.DisplayName,
        "externalId" => principal.ExternalId,
        "id" => principal.Id,
        "active" => principal.Active ? "true" : "false",
        _ => principal.Name,
    };
}
