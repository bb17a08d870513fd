using Andamento.Serving;

namespace Andamento.Secrets;

/// <content>Who may do what with the scope, and what those may read.</content>
public partial interface ISecretScopeGrain
{
    /// <summary>Gives a principal a permission, replacing an earlier one.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.ResourceLimitExceeded"/> for one principal too many.
    /// </exception>
    [Alias("put-acl")]
    Task PutAclAsync(SecretAcl acl, CancellationToken cancellationToken);

    /// <summary>Takes a principal's permission away.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/> for a principal that has none, too.</exception>
    [Alias("delete-acl")]
    Task DeleteAclAsync(string principal, CancellationToken cancellationToken);

    /// <summary>A value as it was put, for a caller who may read it. Null when there is no such scope or key.</summary>
    [Alias("read")]
    Task<SecretValue?> ReadAsync(string key, CancellationToken cancellationToken);
}

/// <summary>What somebody may do with a scope.</summary>
/// <param name="Principal">A user name, a group's name, or the application id of a service principal.</param>
/// <param name="Permission">What.</param>
[GenerateSerializer, Immutable, Alias("andamento.secret-acl")]
public sealed record SecretAcl([property: Id(0)] string Principal, [property: Id(1)] SecretPermission Permission);

/// <summary>What a caller may do with a secret scope (control-plane contract, section 10); a higher one includes the lower ones.</summary>
public enum SecretPermission
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read and list secrets, and use them in the config of an endpoint.</summary>
    Read,

    /// <summary>Put and delete secrets too.</summary>
    Write,

    /// <summary>Change permissions and delete the scope too.</summary>
    Manage,
}

/// <summary>A secret's value.</summary>
/// <param name="Bytes">The value.</param>
[GenerateSerializer, Immutable, Alias("andamento.secret-value")]
public sealed record SecretValue([property: Id(0)] ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its length: a value in a log is a value lost.</summary>
    public override string ToString() => $"{Bytes.Length} bytes";
}
