using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Identity;

/// <content>How programs sign in: secrets of service principals, and the short-lived access tokens they are exchanged for.</content>
public partial interface IIdentityGrain
{
    /// <summary>Makes a secret of a service principal.</summary>
    /// <param name="principalId">The service principal's id.</param>
    /// <param name="lifetime">How long it works; null for the longest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.InvalidParameter"/> for a bad lifetime;
    /// <see cref="FailureKind.QuotaExceeded"/> when it has as many as allowed.
    /// </exception>
    [Alias("create-secret")]
    Task<CreatedSecret> CreateSecretAsync(string principalId, TimeSpan? lifetime, CancellationToken cancellationToken);

    /// <summary>The secrets of a service principal that work, oldest first, without their values.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("list-secrets")]
    Task<ImmutableArray<PrincipalSecret>> ListSecretsAsync(string principalId, CancellationToken cancellationToken);

    /// <summary>Deletes a secret; access tokens that were made with it end at once.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    [Alias("delete-secret")]
    Task DeleteSecretAsync(string principalId, string secretId, CancellationToken cancellationToken);

    /// <summary>Makes an access token for whoever knows a secret.</summary>
    /// <returns>Null when the secret is not one of that service principal, has expired, or the principal is not active.</returns>
    [Alias("issue-access-token")]
    Task<AccessToken?> IssueAccessTokenAsync(string applicationId, string secret, CancellationToken cancellationToken);
}

/// <summary>What is known of a service principal's secret.</summary>
[GenerateSerializer, Immutable, Alias("andamento.principal-secret")]
public sealed record PrincipalSecret
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>A keyed hash of its value: tells secrets apart, and nothing about a value.</summary>
    [Id(1)] public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    [Id(2)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working.</summary>
    [Id(3)] public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A new secret: the only moment its value is known.</summary>
/// <param name="Value"><c>dose</c> and 32 hex digits.</param>
/// <param name="Info">What is kept.</param>
[GenerateSerializer, Immutable, Alias("andamento.created-secret")]
public sealed record CreatedSecret([property: Id(0)] string Value, [property: Id(1)] PrincipalSecret Info)
{
    /// <summary>What is kept: a value in a log is a value lost.</summary>
    public override string ToString() => Info.ToString();
}

/// <summary>An access token.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Lifetime">How long it works from now.</param>
[GenerateSerializer, Immutable, Alias("andamento.access-token")]
public sealed record AccessToken([property: Id(0)] string Value, [property: Id(1)] TimeSpan Lifetime)
{
    /// <summary>How long it works.</summary>
    public override string ToString() => $"{Lifetime}";
}
