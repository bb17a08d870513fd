using System.Collections.Immutable;
using Andamento.Identity;

namespace Andamento.Secrets;

/// <summary>A secret scope. The key is its name. Values are encrypted before they are stored.</summary>
[Alias("andamento.secret-scope")]
public partial interface ISecretScopeGrain : IGrainWithStringKey
{
    /// <summary>Makes the scope.</summary>
    /// <param name="creator">Who makes it.</param>
    /// <param name="manager">Who may do everything with it: the creator, or a group they are in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Serving.ServingException"><see cref="Serving.FailureKind.AlreadyExistsInRegistry"/>.</exception>
    [Alias("create")]
    Task CreateAsync(string creator, string manager, CancellationToken cancellationToken);

    /// <summary>Deletes the scope and all its secrets.</summary>
    /// <exception cref="Serving.ServingException"><see cref="Serving.FailureKind.ResourceNotFound"/>.</exception>
    [Alias("delete")]
    Task DeleteAsync(CancellationToken cancellationToken);

    /// <summary>Stores a secret, replacing an older value.</summary>
    /// <exception cref="Serving.ServingException">
    /// <see cref="Serving.FailureKind.ResourceNotFound"/> for an unknown scope,
    /// <see cref="Serving.FailureKind.InvalidParameter"/> for a bad key or a value over 128 KiB,
    /// <see cref="Serving.FailureKind.ResourceLimitExceeded"/> for a key too many.
    /// </exception>
    [Alias("put")]
    Task PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>Deletes a secret.</summary>
    /// <exception cref="Serving.ServingException"><see cref="Serving.FailureKind.ResourceNotFound"/>.</exception>
    [Alias("delete-secret")]
    Task DeleteSecretAsync(string key, CancellationToken cancellationToken);

    /// <summary>Describes the scope. Null when it does not exist.</summary>
    [Alias("describe")]
    Task<SecretScope?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>The plaintext, for a call to a provider and nothing else. Null when there is no such scope or key.</summary>
    [Alias("reveal")]
    Task<string?> RevealAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Names of all scopes. The key is <see cref="Workspace"/>.</summary>
[Alias("andamento.secret-directory")]
public interface ISecretDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The one key in use.</summary>
    const string Workspace = "workspace";

    /// <summary>Adds a name. Safe to repeat.</summary>
    [Alias("add")]
    Task AddAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Removes a name. Safe to repeat.</summary>
    [Alias("remove")]
    Task RemoveAsync(string scope, CancellationToken cancellationToken);

    /// <summary>All names, sorted.</summary>
    [Alias("list")]
    Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A scope without its values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Creator">Who made it.</param>
/// <param name="Secrets">Its secrets, sorted by key.</param>
[GenerateSerializer, Immutable, Alias("andamento.secret-scope-description")]
public sealed record SecretScope(
    [property: Id(0)] string Name, [property: Id(1)] string Creator, [property: Id(2)] ImmutableArray<SecretInfo> Secrets)
{
    /// <summary>Who may do what with it, sorted by principal.</summary>
    [Id(3)] public ImmutableArray<SecretAcl> Acls { get; init; } = [];

    /// <summary>What a caller may do with it. Administrators may do everything.</summary>
    public SecretPermission PermissionOf(Principal caller)
    {
        if (caller.IsAdministrator) return SecretPermission.Manage;

        var highest = SecretPermission.None;
        foreach (var acl in Acls)
        {
            if (acl.Permission > highest && (acl.Principal == caller.Name || caller.Groups.Contains(acl.Principal))) highest = acl.Permission;
        }

        return highest;
    }
}

/// <summary>A secret without its value.</summary>
/// <param name="Key">Its key.</param>
/// <param name="UpdatedAt">When its value was last set.</param>
[GenerateSerializer, Immutable, Alias("andamento.secret-info")]
public sealed record SecretInfo([property: Id(0)] string Key, [property: Id(1)] DateTimeOffset UpdatedAt);
