using System.Collections.Immutable;

namespace Andamento.Identity;

/// <summary>
/// Users, service principals, groups and tokens of the workspace. The key is <see cref="Workspace"/>. Front doors keep what
/// they read until <see cref="WatchAsync"/> says that something changed, so this grain is not on the path of a request.
/// </summary>
[Alias("andamento.identity")]
public partial interface IIdentityGrain : IGrainWithStringKey
{
    /// <summary>The one key in use.</summary>
    const string Workspace = "workspace";

    /// <summary>Makes the first administrator and a token, unless a token exists already.</summary>
    /// <returns>The token's value, shown once; null when there was one already.</returns>
    [Alias("ensure-administrator")]
    Task<string?> EnsureAdministratorAsync(CancellationToken cancellationToken);

    /// <summary>Makes a token. The user is made too when unknown, unless <see cref="NewToken.OwnerMustExist"/>.</summary>
    /// <exception cref="Serving.ServingException">
    /// <see cref="Serving.FailureKind.InvalidParameter"/> for a bad name or lifetime;
    /// <see cref="Serving.FailureKind.QuotaExceeded"/> when the user has as many as allowed;
    /// <see cref="Serving.FailureKind.PermissionDenied"/> for one who is not active or, where that is asked, unknown.
    /// </exception>
    [Alias("create-token")]
    Task<CreatedToken> CreateTokenAsync(NewToken token, CancellationToken cancellationToken);

    /// <summary>The tokens of a user, newest first, without their values.</summary>
    [Alias("list-tokens")]
    Task<ImmutableArray<TokenInfo>> ListTokensAsync(string user, CancellationToken cancellationToken);

    /// <summary>Changes what a token of <paramref name="user"/> is said to be for. False when that user has no such token.</summary>
    /// <exception cref="Serving.ServingException"><see cref="Serving.FailureKind.InvalidParameter"/> for a comment that is too long.</exception>
    [Alias("update-token")]
    Task<bool> UpdateTokenAsync(string user, string tokenId, string comment, CancellationToken cancellationToken);

    /// <summary>Revokes a token of <paramref name="user"/>. False when that user has no such token.</summary>
    [Alias("revoke-token")]
    Task<bool> RevokeTokenAsync(string user, string tokenId, CancellationToken cancellationToken);

    /// <summary>Finds whose token it is: a personal one, or an access token of a service principal.</summary>
    /// <returns>Null when unknown, expired or revoked, or when its owner is not active.</returns>
    [Alias("authenticate")]
    Task<AuthenticatedToken?> AuthenticateAsync(string tokenValue, CancellationToken cancellationToken);

    /// <summary>Yields the revision now and after each change of users, groups or tokens.</summary>
    [Alias("watch")]
    IAsyncEnumerable<long> WatchAsync(CancellationToken cancellationToken);
}

/// <summary>A wish for a token.</summary>
[GenerateSerializer, Immutable, Alias("andamento.new-token")]
public sealed record NewToken
{
    /// <summary>The user it acts for.</summary>
    [Id(0)] public required string User { get; init; }

    /// <summary>What it is for, in the owner's words.</summary>
    [Id(1)] public string Comment { get; init; } = "";

    /// <summary>How long it works; null for ever.</summary>
    [Id(2)] public TimeSpan? Lifetime { get; init; }

    /// <summary>Makes the user an administrator. Only the operator of the machine may ask for that.</summary>
    [Id(3)] public bool Administrator { get; init; }

    /// <summary>Refuses a user who does not exist, instead of making one: who asks through the API must not outlive a deletion.</summary>
    [Id(4)] public bool OwnerMustExist { get; init; }
}

/// <summary>A new token: the only moment its value is known.</summary>
/// <param name="Value"><c>dapi</c> and 32 hex digits.</param>
/// <param name="Info">What is kept.</param>
[GenerateSerializer, Immutable, Alias("andamento.created-token")]
public sealed record CreatedToken([property: Id(0)] string Value, [property: Id(1)] TokenInfo Info)
{
    /// <summary>What is kept: a value in a log is a value lost.</summary>
    public override string ToString() => Info.ToString();
}

/// <summary>What is known of a token.</summary>
[GenerateSerializer, Immutable, Alias("andamento.token-info")]
public sealed record TokenInfo
{
    /// <summary>The id, 64 hex digits; it reveals nothing of the value.</summary>
    [Id(0)] public required string TokenId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(1)] public required string Comment { get; init; }

    /// <summary>When it was made.</summary>
    [Id(2)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working; null for never.</summary>
    [Id(3)] public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Whose token it is, and until when.</summary>
/// <param name="Principal">Its owner.</param>
/// <param name="ExpiresAt">When it stops working; null for never.</param>
[GenerateSerializer, Immutable, Alias("andamento.authenticated-token")]
public sealed record AuthenticatedToken([property: Id(0)] Principal Principal, [property: Id(1)] DateTimeOffset? ExpiresAt);
