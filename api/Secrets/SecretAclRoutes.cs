using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Api.Secrets;

/// <summary>Who may do what with a secret scope (section 10). All of it is for those who manage the scope.</summary>
internal sealed class SecretAclRoutes(IGrainFactory grains)
{
    private static readonly ImmutableArray<SecretPermission> Permissions =
        [SecretPermission.Read, SecretPermission.Write, SecretPermission.Manage];

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new SecretAclRoutes(routes.ServiceProvider.GetRequiredService<IGrainFactory>());
        var acls = routes.MapGroup("/api/2.0/secrets/acls").WithTags("Secrets").RequireCaller();
        acls.MapPost("/put", operations.PutAsync);
        acls.MapPost("/delete", operations.DeleteAsync);
        acls.MapGet("/get", operations.GetAsync);
        acls.MapGet("/list", operations.ListAsync);
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var principal = body.Root.RequiredText("principal");
        var permission = ReadPermission(body.Root);
        var scope = await ManagedAsync(context, SecretNames.Read(body.Root, "scope"));
        if (!await SecretAccess.IsKnownAsync(grains, principal, context.RequestAborted))
            throw body.Root.Wrong("principal", $"'{principal}' is no user, service principal or group.");

        await Scope(scope.Name).PutAclAsync(new(principal, permission), context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var principal = body.Root.RequiredText("principal");
        var scope = await ManagedAsync(context, SecretNames.Read(body.Root, "scope"));
        await Scope(scope.Name).DeleteAclAsync(principal, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task GetAsync(HttpContext context)
    {
        var principal = SecretAccess.Parameter(context, "principal");
        var scope = await ManagedAsync(context, SecretAccess.Parameter(context, "scope"));
        var acl = scope.Acls.FirstOrDefault(one => one.Principal == principal) ?? throw new ServingException(
            FailureKind.ResourceNotFound, $"'{principal}' has no permission on the secret scope '{scope.Name}'.");
        await JsonAnswer.WriteAsync(context, acl, WriteAcl);
    }

    private async Task ListAsync(HttpContext context)
    {
        var scope = await ManagedAsync(context, SecretAccess.Parameter(context, "scope"));
        await JsonAnswer.WriteAsync(context, scope.Acls, static (json, acls) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var acl in acls) WriteAcl(json, acl);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private Task<SecretScope> ManagedAsync(HttpContext context, string name) =>
        SecretAccess.FindAsync(grains, context, name, SecretPermission.Manage);

    private ISecretScopeGrain Scope(string name) => grains.GetGrain<ISecretScopeGrain>(name);

    private static SecretPermission ReadPermission(JsonField body)
    {
        var sent = body.RequiredText("permission");
        var permission = Permissions.FirstOrDefault(one => one.ToWire() == sent);
        return permission is not SecretPermission.None ? permission : throw body.Wrong("permission", $"'{sent}' must be READ, WRITE or MANAGE.");
    }

    private static void WriteAcl(Utf8JsonWriter json, SecretAcl acl)
    {
        json.WriteStartObject();
        json.WriteString("principal"u8, acl.Principal);
        json.WriteString("permission"u8, acl.Permission.ToWire());
        json.WriteEndObject();
    }
}
