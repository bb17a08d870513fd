using System.Collections.Immutable;
using System.Security.Cryptography;
using Andamento.Serving;

namespace Andamento.Identity;

/// <content>Secrets of service principals, and the access tokens made with them.</content>
internal sealed partial class IdentityGrain
{
    public async Task<CreatedSecret> CreateSecretAsync(string principalId, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var (id, value) = (RandomNumberGenerator.GetHexString(16, lowercase: true), PrincipalSecretRules.NewValue());
        var stored = await ChangeAsync(Add, cancellationToken);
        var owner = PrincipalSecretRules.Existing(stored, principalId);
        IdentityLog.SecretMade(_log, id, owner.Name);
        return new(value, PrincipalSecretRules.View(owner.Secrets.First(secret => secret.Id == id)));

        IdentityRecord Add(IdentityRecord current)
        {
            var principal = PrincipalSecretRules.Existing(current, principalId);
            var record = WithHashKey(current, out var hashes);
            return record.With(PrincipalSecretRules.Add(
                principal, hashes.Hash(value), lifetime, id, _time.GetUtcNow(), _options.MaxSecretsPerServicePrincipal));
        }
    }

    public Task<ImmutableArray<PrincipalSecret>> ListSecretsAsync(string principalId, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PrincipalSecret>>(
            [.. PrincipalSecretRules.Existing(_record.Current, principalId).Secrets
                .Where(secret => _time.GetUtcNow() < secret.ExpiresAt)
                .Select(PrincipalSecretRules.View)]);

    public async Task DeleteSecretAsync(string principalId, string secretId, CancellationToken cancellationToken)
    {
        await ChangeAsync(Remove, cancellationToken);
        IdentityLog.SecretDeleted(_log, secretId);

        IdentityRecord Remove(IdentityRecord current)
        {
            var principal = PrincipalSecretRules.Existing(current, principalId);
            var left = principal.Secrets.RemoveAll(secret => secret.Id == secretId);
            return left.Length < principal.Secrets.Length
                ? current.With(principal with { Secrets = left })
                : throw new ServingException(FailureKind.ResourceNotFound, $"The service principal has no secret with the id '{secretId}'.");
        }
    }

    public async Task<AccessToken?> IssueAccessTokenAsync(string applicationId, string secret, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_hashes is null || !_record.Current.Users.TryGetValue(applicationId, out var principal) || !principal.Active
            || PrincipalSecretRules.Find(principal.Secrets, _hashes.Hash(secret), now) is not { } found) return null;

        if (SigningKeys.IsDue(_record.Current.SigningKeys, now)) await RotateAsync(now, cancellationToken);
        var expiresAt = found.ExpiresAt - now < _options.AccessTokenLifetime ? found.ExpiresAt : now + _options.AccessTokenLifetime;
        return new(AccessTokens.Write(new(applicationId, found.Id, now, expiresAt), _signingKeys[^1]), expiresAt - now);
    }

    // What the token says must still be so: the principal, and the secret it was made with, may have gone since.
    private (StoredPrincipal Owner, DateTimeOffset? ExpiresAt)? FindAccess(string value) =>
        AccessTokens.Read(value, _signingKeys) is { } claims
        && _record.Current.Users.TryGetValue(claims.ApplicationId, out var owner)
        && owner.Secrets.Any(secret => secret.Id == claims.SecretId)
            ? (owner, claims.ExpiresAt)
            : null;

    private async Task RotateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var keys = _record.Current.SigningKeys;
        if (!SigningKeys.IsDue(keys, now)) return; // another caller was faster

        var sealedKey = _protector.Seal(SigningKeyPurpose, RandomNumberGenerator.GetBytes(32));
        await StoreAsync(_record.Current with { SigningKeys = SigningKeys.Rotate(keys, new(sealedKey, now)) });
        IdentityLog.SigningKeyMade(_log);
    }
}
