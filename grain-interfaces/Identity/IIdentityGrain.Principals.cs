using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Identity;

/// <content>Users and service principals.</content>
public partial interface IIdentityGrain
{
    /// <summary>Makes a user or a service principal.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.InvalidParameter"/> naming the field; <see cref="FailureKind.AlreadyExists"/> for a name that is taken.
    /// </exception>
    [Alias("create-principal")]
    Task<PrincipalDetails> CreatePrincipalAsync(NewPrincipal principal, CancellationToken cancellationToken);

    /// <summary>One of them, by id; null when there is none.</summary>
    [Alias("get-principal")]
    Task<PrincipalDetails?> GetPrincipalAsync(string id, CancellationToken cancellationToken);

    /// <summary>All users and service principals, by name.</summary>
    [Alias("list-principals")]
    Task<ImmutableArray<PrincipalDetails>> ListPrincipalsAsync(CancellationToken cancellationToken);

    /// <summary>Changes one of them. Whoever stops being active loses all tokens at once, on every front door.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.InvalidParameter"/> naming the field, also when no
    /// administrator would be left.
    /// </exception>
    [Alias("change-principal")]
    Task<PrincipalDetails> ChangePrincipalAsync(string id, PrincipalChange change, CancellationToken cancellationToken);

    /// <summary>Deletes one of them with all tokens, secrets and memberships.</summary>
    /// <exception cref="ServingException">As for <see cref="ChangePrincipalAsync"/>.</exception>
    [Alias("delete-principal")]
    Task DeletePrincipalAsync(string id, CancellationToken cancellationToken);

    /// <summary>How those are called for people to read, in the order asked; null for one that does not exist.</summary>
    [Alias("describe")]
    Task<ImmutableArray<string?>> DescribeAsync(ImmutableArray<Grantee> grantees, CancellationToken cancellationToken);
}

/// <summary>A wish for a user or a service principal.</summary>
[GenerateSerializer, Immutable, Alias("andamento.new-principal")]
public sealed record NewPrincipal
{
    /// <summary>User or service principal.</summary>
    [Id(0)] public required PrincipalKind Kind { get; init; }

    /// <summary>The user name; an application id, or null for a new one, for a service principal.</summary>
    [Id(1)] public string? Name { get; init; }

    /// <summary>The name that people read; null for <see cref="Name"/>.</summary>
    [Id(2)] public string? DisplayName { get; init; }

    /// <summary>The id in the directory it was provisioned from, or null.</summary>
    [Id(3)] public string? ExternalId { get; init; }

    /// <summary>False for one who cannot sign in yet.</summary>
    [Id(4)] public bool Active { get; init; } = true;
}

/// <summary>A wish for a change. Null leaves a member as it is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.principal-change")]
public sealed record PrincipalChange
{
    /// <summary>The name that people read.</summary>
    [Id(0)] public string? DisplayName { get; init; }

    /// <summary>The id in the directory it was provisioned from.</summary>
    [Id(1)] public string? ExternalId { get; init; }

    /// <summary>Whether tokens work and can be made.</summary>
    [Id(2)] public bool? Active { get; init; }
}

/// <summary>A user or a service principal as administrators see it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.principal-details")]
public sealed record PrincipalDetails
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>User or service principal.</summary>
    [Id(1)] public required PrincipalKind Kind { get; init; }

    /// <summary>The user name, or the application id.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>The name that people read.</summary>
    [Id(3)] public required string DisplayName { get; init; }

    /// <summary>The id in the directory it was provisioned from, or null.</summary>
    [Id(4)] public string? ExternalId { get; init; }

    /// <summary>Whether tokens work and can be made.</summary>
    [Id(5)] public required bool Active { get; init; }

    /// <summary>Its groups, by name; those it is in through another group too.</summary>
    [Id(6)] public ImmutableArray<GroupMembership> Groups { get; init; } = [];
}

/// <summary>A group that something belongs to.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Direct">False when it is so through another group alone.</param>
[GenerateSerializer, Immutable, Alias("andamento.group-membership")]
public sealed record GroupMembership([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] bool Direct);
