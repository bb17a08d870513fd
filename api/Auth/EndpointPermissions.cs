using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Auth;

/// <summary>Who may do what with an endpoint (control-plane contract, section 9): the one rule of the control plane and the data plane.</summary>
internal static class EndpointPermissions
{
    /// <summary>What <paramref name="caller"/> may do with an endpoint.</summary>
    public static PermissionLevel LevelOf(Principal caller, EndpointDetails endpoint) => LevelOf(caller, endpoint.Creator, endpoint.Grants);

    /// <summary>
    /// What <paramref name="caller"/> may do: administrators and the creator manage, others as granted; all query what comes with the
    /// installation. Allocates nothing.
    /// </summary>
    public static PermissionLevel LevelOf(Principal caller, string creator, ImmutableArray<EndpointGrant> grants)
    {
        if (creator == SystemEndpoints.Creator) return PermissionLevel.CanQuery;
        if (caller.IsAdministrator || caller.Name == creator) return PermissionLevel.CanManage;

        var highest = PermissionLevel.None;
        foreach (var grant in grants)
        {
            if (grant.Level > highest && grant.Grantee.Covers(caller)) highest = grant.Level;
        }

        return highest;
    }

    /// <summary>Refuses a caller who may not query.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.PermissionDenied"/>.</exception>
    public static void RequireQuery(Principal caller, EndpointSnapshot endpoint)
    {
        if (LevelOf(caller, endpoint.Creator, endpoint.Grants) < PermissionLevel.CanQuery)
            throw Refused(PermissionLevel.CanQuery, $"'{endpoint.Name}'");
    }

    /// <summary>Refuses a caller who may not do what <paramref name="needed"/> allows.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="needed">The lowest level that suffices.</param>
    /// <param name="called">How the caller called it, for the message: they may not know its name.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.PermissionDenied"/>.</exception>
    public static void Require(Principal caller, EndpointDetails endpoint, PermissionLevel needed, string called)
    {
        if (LevelOf(caller, endpoint) < needed) throw Refused(needed, called);
    }

    /// <summary>The level's name on the wire.</summary>
    public static string ToWire(this PermissionLevel level) => level switch
    {
        PermissionLevel.CanView => "CAN_VIEW",
        PermissionLevel.CanQuery => "CAN_QUERY",
        PermissionLevel.CanManage => "CAN_MANAGE",
        _ => "NO_PERMISSION",
    };

    private static ServingException Refused(PermissionLevel needed, string called) => new(
        FailureKind.PermissionDenied,
        $"You need {needed.ToWire()} on the serving endpoint {called}. Ask its creator or an administrator.");
}
