using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Api.Secrets;

/// <summary>Secret scopes and their secrets (section 10). A scope is its creator's and the administrators'; no route reads a value back.</summary>
internal sealed class SecretRoutes(IGrainFactory grains)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new SecretRoutes(routes.ServiceProvider.GetRequiredService<IGrainFactory>());
        var secrets = routes.MapGroup("/api/2.0/secrets").RequireCaller();
        secrets.MapPost("/scopes/create", operations.CreateScopeAsync);
        secrets.MapPost("/scopes/delete", operations.DeleteScopeAsync);
        secrets.MapGet("/scopes/list", operations.ListScopesAsync);
        secrets.MapPost("/put", operations.PutAsync);
        secrets.MapPost("/delete", operations.DeleteAsync);
        secrets.MapGet("/list", operations.ListAsync);
    }

    private async Task CreateScopeAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var scope = SecretNames.Read(body.Root, "scope");
        SecretBodies.CheckScope(body.Root);
        await Scope(scope).CreateAsync(context.GetCaller().Name, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task DeleteScopeAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"));
        await Scope(scope.Name).DeleteAsync(context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ListScopesAsync(HttpContext context)
    {
        var directory = grains.GetGrain<ISecretDirectoryGrain>(ISecretDirectoryGrain.Workspace);
        var names = await directory.ListAsync(context.RequestAborted);
        var scopes = await Task.WhenAll(names.Select(name => Scope(name).DescribeAsync(context.RequestAborted)));
        var mine = scopes.OfType<SecretScope>().Where(scope => Owns(context.GetCaller(), scope));
        await JsonAnswer.WriteAsync(context, mine, SecretJson.WriteScopes);
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var key = SecretNames.Read(body.Root, "key");
        var value = SecretBodies.ReadValue(body.Root);
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"));
        await Scope(scope.Name).PutAsync(key, value, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var key = SecretNames.Read(body.Root, "key");
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"));
        await Scope(scope.Name).DeleteSecretAsync(key, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ListAsync(HttpContext context)
    {
        var name = context.Request.Query["scope"].ToString();
        if (name.Length is 0)
            throw new ServingException(FailureKind.InvalidParameter, "scope: is missing from the query string.") { Param = "scope" };

        var scope = await FindAsync(context, name);
        await JsonAnswer.WriteAsync(context, scope, SecretJson.WriteSecrets);
    }

    /// <summary>The scope, for a caller who may use it.</summary>
    private async Task<SecretScope> FindAsync(HttpContext context, string name)
    {
        var scope = SecretNames.Fits(name) ? await Scope(name).DescribeAsync(context.RequestAborted) : null;
        if (scope is null) throw new ServingException(FailureKind.ResourceNotFound, $"The secret scope '{name}' does not exist.");

        return Owns(context.GetCaller(), scope) ? scope : throw new ServingException(
            FailureKind.PermissionDenied, $"The secret scope '{name}' is for its creator and for administrators.");
    }

    private ISecretScopeGrain Scope(string name) => grains.GetGrain<ISecretScopeGrain>(name);

    private static bool Owns(Principal caller, SecretScope scope) => caller.IsAdministrator || caller.Name == scope.Creator;
}
