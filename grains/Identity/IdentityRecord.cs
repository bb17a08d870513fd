using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Identity;

/// <summary>What is stored of users, groups and tokens. No token's or secret's value is in it.</summary>
/// <remarks>Names are unique ignoring case, over users, service principals and groups: permissions name them, and nothing else.</remarks>
internal sealed record IdentityRecord : IRecord
{
    /// <summary>The groups that every workspace has. They are in no other group, and are not stored.</summary>
    public static readonly ImmutableArray<StoredGroup> BuiltIn =
        [new() { Id = "1", Name = BuiltInGroups.Admins }, new() { Id = "2", Name = BuiltInGroups.Users }];

    /// <inheritdoc/>
    public static int NewestSchema => 2; // 1 knew no groups but the built-in ones, and nobody who was not active

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Counts every change, from 1; 0 before the first.</summary>
    public long Revision { get; init; }

    /// <summary>The key that values are hashed with, sealed; empty before the first token.</summary>
    public byte[] SealedHashKey { get; init; } = [];

    /// <summary>Users and service principals by name.</summary>
    public ImmutableDictionary<string, StoredPrincipal> Users { get; init; } = ImmutableDictionary<string, StoredPrincipal>.Empty;

    /// <summary>Groups by name.</summary>
    public ImmutableDictionary<string, StoredGroup> Groups { get; init; } = ImmutableDictionary<string, StoredGroup>.Empty;

    /// <summary>Personal tokens, oldest first.</summary>
    public ImmutableArray<StoredToken> Tokens { get; init; } = [];

    /// <summary>The keys that access tokens are signed with, oldest first; the last one signs.</summary>
    public ImmutableArray<StoredSigningKey> SigningKeys { get; init; } = [];

    /// <summary>All groups.</summary>
    public IEnumerable<StoredGroup> AllGroups => BuiltIn.Concat(Groups.Values);

    /// <summary>A user or service principal, by id.</summary>
    public StoredPrincipal? FindPrincipal(string id) => Users.Values.FirstOrDefault(principal => principal.Id == id);

    /// <summary>A group, by id.</summary>
    public StoredGroup? FindGroup(string id) => AllGroups.FirstOrDefault(group => group.Id == id);

    /// <summary>The record with another version of somebody.</summary>
    public IdentityRecord With(StoredPrincipal principal) => this with { Users = Users.SetItem(principal.Name, principal) };

    /// <summary>The record with another version of a group.</summary>
    public IdentityRecord With(StoredGroup group) => this with { Groups = Groups.SetItem(group.Name, group) };
}

/// <summary>A user or a service principal.</summary>
internal sealed record StoredPrincipal
{
    public required string Id { get; init; }

    /// <summary>The user name, or the application id.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the groups it is in directly. Everybody is in <c>users</c>, said or not.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    public bool IsServicePrincipal { get; init; }

    public string? DisplayName { get; init; }

    public string? ExternalId { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>What a service principal signs in with, oldest first.</summary>
    public ImmutableArray<StoredPrincipalSecret> Secrets { get; init; } = [];
}

/// <summary>A group. Who is in it is known to its members.</summary>
internal sealed record StoredGroup
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Names of the groups it is in directly.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    public string? ExternalId { get; init; }
}

/// <summary>A token without its value.</summary>
/// <param name="Info">What its owner sees.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Hash">HMAC-SHA256 of its value, upper-case hex.</param>
internal sealed record StoredToken(TokenInfo Info, string User, string Hash);

/// <summary>A secret without its value.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hash">HMAC-SHA256 of its value, upper-case hex.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record StoredPrincipalSecret(string Id, string Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>A key that access tokens are signed with.</summary>
/// <param name="Sealed">The key, sealed.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record StoredSigningKey(byte[] Sealed, DateTimeOffset CreatedAt);
