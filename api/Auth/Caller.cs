using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Auth;

/// <summary>Who calls: a typed feature of the request, set by authentication and by nothing else.</summary>
internal static class Caller
{
    /// <summary>Notes who calls.</summary>
    public static void SetCaller(this HttpContext context, Principal principal) => context.Features.Set(principal);

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The route does not authenticate: a defect of ours.</exception>
    public static Principal GetCaller(this HttpContext context) => context.Features.Get<Principal>()
        ?? throw new InvalidOperationException("This route does not authenticate its caller.");

    /// <summary>Refuses a caller who is no administrator.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.PermissionDenied"/>.</exception>
    public static void RequireAdministrator(this HttpContext context)
    {
        if (!context.GetCaller().IsAdministrator)
            throw new ServingException(FailureKind.PermissionDenied, $"Only members of '{BuiltInGroups.Admins}' may do this.");
    }
}
