namespace Andamento.Identity;

/// <summary>Whom a permission is given to. Names are unique in the workspace, whatever they name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The user name, the group's name, or the application id of a service principal.</param>
[GenerateSerializer, Immutable, Alias("andamento.grantee")]
public sealed record Grantee([property: Id(0)] PrincipalKind Kind, [property: Id(1)] string Name)
{
    /// <summary>The user or service principal of a name: application ids are GUIDs, and no user has one for a name.</summary>
    public static Grantee Of(string name) => new(IsApplicationId(name) ? PrincipalKind.ServicePrincipal : PrincipalKind.User, name);

    /// <summary>True for what names a service principal.</summary>
    public static bool IsApplicationId(string name) => Guid.TryParseExact(name, "D", out _);

    /// <summary>True for a caller whom the permission is meant for.</summary>
    public bool Covers(Principal caller) => Kind is PrincipalKind.Group
        ? caller.Groups.Contains(Name)
        : Name == caller.Name && (Kind is PrincipalKind.ServicePrincipal) == caller.IsServicePrincipal;
}

/// <summary>What can be given permissions.</summary>
public enum PrincipalKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A program.</summary>
    ServicePrincipal,

    /// <summary>Users, service principals and other groups.</summary>
    Group,
}
