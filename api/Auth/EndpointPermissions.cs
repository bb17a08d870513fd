using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Auth;

/// <summary>What a caller may do with an endpoint; a higher level includes the lower ones (control-plane contract, section 9).</summary>
internal enum PermissionLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>List and read.</summary>
    CanView,

    /// <summary>Query too.</summary>
    CanQuery,

    /// <summary>Change and delete too.</summary>
    CanManage,
}

/// <summary>Who may do what with an endpoint: its creator and administrators manage it, nobody else sees it.</summary>
internal static class EndpointPermissions
{
    /// <summary>What <paramref name="caller"/> may do with an endpoint that <paramref name="creator"/> made.</summary>
    public static PermissionLevel LevelOf(Principal caller, string creator) =>
        caller.IsAdministrator || caller.Name == creator ? PermissionLevel.CanManage : PermissionLevel.None;

    /// <summary>Refuses a caller who may not do what <paramref name="needed"/> allows.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="creator">Who made the endpoint.</param>
    /// <param name="needed">The lowest level that suffices.</param>
    /// <param name="endpoint">The endpoint's name, for the message.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.PermissionDenied"/>.</exception>
    public static void Require(Principal caller, string creator, PermissionLevel needed, string endpoint)
    {
        if (LevelOf(caller, creator) >= needed) return;

        throw new ServingException(
            FailureKind.PermissionDenied,
            $"You need {needed.ToWire()} on the serving endpoint '{endpoint}'. Ask its creator or an administrator.");
    }

    /// <summary>The level's name on the wire.</summary>
    public static string ToWire(this PermissionLevel level) => level switch
    {
        PermissionLevel.CanView => "CAN_VIEW",
        PermissionLevel.CanQuery => "CAN_QUERY",
        PermissionLevel.CanManage => "CAN_MANAGE",
        _ => "NO_PERMISSION",
    };
}
