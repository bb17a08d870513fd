using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Secrets;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Secrets;

/// <summary>Secret scopes and their secrets (section 10).</summary>
internal sealed class SecretRoutes(IGrainFactory grains, IOptions<SecretOptions> options)
{
    /// <summary>Adds what the routes need.</summary>
    public static void Add(IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<SecretOptions>().BindConfiguration(SecretOptions.Section);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new SecretRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IOptions<SecretOptions>>());
        var secrets = routes.MapGroup("/api/2.0/secrets").WithTags("Secrets").RequireCaller();
        secrets.MapPost("/scopes/create", operations.CreateScopeAsync);
        secrets.MapPost("/scopes/delete", operations.DeleteScopeAsync);
        secrets.MapGet("/scopes/list", operations.ListScopesAsync);
        secrets.MapPost("/put", operations.PutAsync);
        secrets.MapPost("/delete", operations.DeleteAsync);
        secrets.MapGet("/list", operations.ListAsync);
        secrets.MapGet("/get", operations.GetAsync);
    }

    private async Task CreateScopeAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var scope = SecretNames.Read(body.Root, "scope");
        var creator = context.GetCaller().Name;
        await Scope(scope).CreateAsync(creator, SecretBodies.ReadManager(body.Root, creator), context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task DeleteScopeAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"), SecretPermission.Manage);
        await Scope(scope.Name).DeleteAsync(context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ListScopesAsync(HttpContext context)
    {
        var directory = grains.GetGrain<ISecretDirectoryGrain>(ISecretDirectoryGrain.Workspace);
        var names = await directory.ListAsync(context.RequestAborted);
        var scopes = await Task.WhenAll(names.Select(name => Scope(name).DescribeAsync(context.RequestAborted)));
        var readable = scopes.OfType<SecretScope>().Where(scope => scope.PermissionOf(context.GetCaller()) >= SecretPermission.Read);
        await JsonAnswer.WriteAsync(context, readable, SecretJson.WriteScopes);
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var key = SecretNames.Read(body.Root, "key");
        var value = SecretBodies.ReadValue(body.Root);
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"), SecretPermission.Write);
        await Scope(scope.Name).PutAsync(key, value, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var key = SecretNames.Read(body.Root, "key");
        var scope = await FindAsync(context, SecretNames.Read(body.Root, "scope"), SecretPermission.Write);
        await Scope(scope.Name).DeleteSecretAsync(key, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ListAsync(HttpContext context)
    {
        var scope = await FindAsync(context, SecretAccess.Parameter(context, "scope"), SecretPermission.Read);
        await JsonAnswer.WriteAsync(context, scope, SecretJson.WriteSecrets);
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!options.Value.AllowGet) throw new ServingException(FailureKind.BadRequest, "Values of secrets are not shown on this server.");

        var key = SecretAccess.Parameter(context, "key");
        var scope = await FindAsync(context, SecretAccess.Parameter(context, "scope"), SecretPermission.Read);
        var value = await Scope(scope.Name).ReadAsync(key, context.RequestAborted)
            ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no secret '{key}' in scope '{scope.Name}'.");
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context, (Key: key, Value: value), static (json, secret) => SecretJson.WriteValue(json, secret.Key, secret.Value));
    }

    private Task<SecretScope> FindAsync(HttpContext context, string name, SecretPermission needed) =>
        SecretAccess.FindAsync(grains, context, name, needed);

    private ISecretScopeGrain Scope(string name) => grains.GetGrain<ISecretScopeGrain>(name);
}
