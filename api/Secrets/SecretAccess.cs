using Andamento.Api.Auth;
using Andamento.Identity;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Api.Secrets;

/// <summary>Finds scopes for callers who may do what they are about to do.</summary>
internal static class SecretAccess
{
    /// <summary>The scope that a caller may use so.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="context">The request.</param>
    /// <param name="name">The scope's name, unchecked.</param>
    /// <param name="needed">The lowest permission that suffices.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>, <see cref="FailureKind.PermissionDenied"/>.</exception>
    public static async Task<SecretScope> FindAsync(IGrainFactory grains, HttpContext context, string name, SecretPermission needed)
    {
        var scope = SecretNames.Fits(name)
            ? await grains.GetGrain<ISecretScopeGrain>(name).DescribeAsync(context.RequestAborted)
            : null;
        if (scope is null) throw new ServingException(FailureKind.ResourceNotFound, $"The secret scope '{name}' does not exist.");

        return scope.PermissionOf(context.GetCaller()) >= needed ? scope : throw new ServingException(
            FailureKind.PermissionDenied,
            $"You need {needed.ToWire()} on the secret scope '{name}'. Ask one of its managers or an administrator.");
    }

    /// <summary>A parameter of the query string that must be there.</summary>
    public static string Parameter(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } value
        ? value
        : throw new ServingException(FailureKind.InvalidParameter, $"{name}: is missing from the query string.") { Param = name };

    /// <summary>True for the name of a user, a service principal or a group.</summary>
    public static async Task<bool> IsKnownAsync(IGrainFactory grains, string principal, CancellationToken cancellationToken)
    {
        var names = await grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace)
            .DescribeAsync([Grantee.Of(principal), new(PrincipalKind.Group, principal)], cancellationToken);
        return names.Any(name => name is not null);
    }

    /// <summary>The permission's name on the wire.</summary>
    public static string ToWire(this SecretPermission permission) => permission switch
    {
        SecretPermission.Read => "READ",
        SecretPermission.Write => "WRITE",
        SecretPermission.Manage => "MANAGE",
        _ => "NONE",
    };
}
