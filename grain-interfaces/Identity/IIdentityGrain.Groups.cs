using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Identity;

/// <content>Groups. <c>admins</c> and <c>users</c> are always there, and everybody is in <c>users</c>.</content>
public partial interface IIdentityGrain
{
    /// <summary>Makes a group.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.InvalidParameter"/> naming the field; <see cref="FailureKind.AlreadyExists"/> for a name that is taken;
    /// <see cref="FailureKind.ResourceNotFound"/> for an unknown member.
    /// </exception>
    [Alias("create-group")]
    Task<GroupDetails> CreateGroupAsync(NewGroup group, CancellationToken cancellationToken);

    /// <summary>One group, by id; null when there is none.</summary>
    [Alias("get-group")]
    Task<GroupDetails?> GetGroupAsync(string id, CancellationToken cancellationToken);

    /// <summary>All groups, by name.</summary>
    [Alias("list-groups")]
    Task<ImmutableArray<GroupDetails>> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>Applies changes in order, all or none of them.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/> for an unknown group or member; <see cref="FailureKind.InvalidParameter"/> for a circle
    /// of groups, for a change of <c>users</c>, and when no administrator would be left.
    /// </exception>
    [Alias("change-group")]
    Task<GroupDetails> ChangeGroupAsync(string id, ImmutableArray<GroupChange> changes, CancellationToken cancellationToken);

    /// <summary>Deletes a group. Its members stay.</summary>
    /// <exception cref="ServingException">As for <see cref="ChangeGroupAsync"/>; the built-in groups stay.</exception>
    [Alias("delete-group")]
    Task DeleteGroupAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A wish for a group.</summary>
[GenerateSerializer, Immutable, Alias("andamento.new-group")]
public sealed record NewGroup
{
    /// <summary>Its name. It stays: permissions and limits name the group by it.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The ids of its first members: users, service principals and groups.</summary>
    [Id(1)] public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>The id in the directory it was provisioned from, or null.</summary>
    [Id(2)] public string? ExternalId { get; init; }
}

/// <summary>One change of a group's members.</summary>
/// <param name="Kind">What happens to them.</param>
/// <param name="Members">Ids of users, service principals and groups.</param>
[GenerateSerializer, Immutable, Alias("andamento.group-change")]
public sealed record GroupChange([property: Id(0)] GroupChangeKind Kind, [property: Id(1)] ImmutableArray<string> Members);

/// <summary>What happens to members.</summary>
public enum GroupChangeKind
{
    /// <summary>They join; those who are in already stay.</summary>
    Add,

    /// <summary>They leave; those who are not in are no fault.</summary>
    Remove,

    /// <summary>They, and nobody else, are in.</summary>
    Replace,
}

/// <summary>A group.</summary>
[GenerateSerializer, Immutable, Alias("andamento.group-details")]
public sealed record GroupDetails
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The id in the directory it was provisioned from, or null.</summary>
    [Id(2)] public string? ExternalId { get; init; }

    /// <summary>Its direct members, by name.</summary>
    [Id(3)] public ImmutableArray<GroupMember> Members { get; init; } = [];

    /// <summary>The groups it is in.</summary>
    [Id(4)] public ImmutableArray<GroupMembership> Groups { get; init; } = [];
}

/// <summary>A member of a group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DisplayName">How people call it.</param>
[GenerateSerializer, Immutable, Alias("andamento.group-member")]
public sealed record GroupMember([property: Id(0)] string Id, [property: Id(1)] PrincipalKind Kind, [property: Id(2)] string DisplayName);
