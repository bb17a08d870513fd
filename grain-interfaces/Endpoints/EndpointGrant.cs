using System.Collections.Immutable;
using Andamento.Identity;

namespace Andamento.Endpoints;

/// <summary>What somebody may do with an endpoint (control-plane contract, section 9). One grantee has one grant.</summary>
/// <param name="Grantee">Who.</param>
/// <param name="Level">What.</param>
[GenerateSerializer, Immutable, Alias("andamento.endpoint-grant")]
public sealed record EndpointGrant([property: Id(0)] Grantee Grantee, [property: Id(1)] PermissionLevel Level);

/// <summary>What a caller may do with an endpoint; a higher level includes the lower ones.</summary>
public enum PermissionLevel
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

/// <summary>A wish for other permissions.</summary>
[GenerateSerializer, Immutable, Alias("andamento.change-permissions")]
public sealed record ChangePermissions
{
    /// <summary>The endpoint that is meant: its name may have gone to another one since.</summary>
    [Id(0)] public required string EndpointId { get; init; }

    /// <summary>The grants.</summary>
    [Id(1)] public required ImmutableArray<EndpointGrant> Grants { get; init; }

    /// <summary>True when nobody else keeps a grant; false when others keep theirs.</summary>
    [Id(2)] public required bool Replace { get; init; }

    /// <summary>Who asks.</summary>
    [Id(3)] public required string Caller { get; init; }
}
