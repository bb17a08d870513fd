using System.Collections.Immutable;

namespace Andamento.Identity;

/// <summary>Who calls.</summary>
[GenerateSerializer, Immutable, Alias("andamento.principal")]
public sealed record Principal
{
    /// <summary>A stable id: decimal digits, since SDKs parse it; 32 hex digits for the first users of older workspaces.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The user name, an e-mail address; the application id for a service principal.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>All groups the principal belongs to, directly or through another group. Members of <c>admins</c> may do everything.</summary>
    [Id(2)] public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>True for a service principal, which acts for a program; false for a user.</summary>
    [Id(3)] public bool IsServicePrincipal { get; init; }

    /// <summary>True for a member of <c>admins</c>.</summary>
    public bool IsAdministrator => Groups.Contains(BuiltInGroups.Admins);
}
