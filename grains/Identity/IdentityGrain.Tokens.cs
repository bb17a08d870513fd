using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Andamento.Identity;

/// <content>Personal tokens, and who a token stands for.</content>
internal sealed partial class IdentityGrain
{
    private const string AdministratorName = "admin@localhost";

    public async Task<string?> EnsureAdministratorAsync(CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        if (!_record.Current.Tokens.IsEmpty) return null;
        var created = await CreateAsync(new() { User = AdministratorName, Comment = "First administrator", Administrator = true });
        return created.Value;
    }

    public async Task<CreatedToken> CreateTokenAsync(NewToken token, CancellationToken cancellationToken)
    {
        TokenRules.Check(token);
        using var writing = await _record.EnterAsync(cancellationToken);
        return await CreateAsync(token);
    }

    public Task<ImmutableArray<TokenInfo>> ListTokensAsync(string user, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<TokenInfo>>(
            [.. _record.Current.Tokens.Where(token => token.User == user).Select(token => token.Info).Reverse()]);

    public async Task<bool> UpdateTokenAsync(string user, string tokenId, string comment, CancellationToken cancellationToken)
    {
        TokenRules.CheckComment(comment);
        using var writing = await _record.EnterAsync(cancellationToken);
        var tokens = _record.Current.Tokens;
        if (tokens.FirstOrDefault(token => token.User == user && token.Info.TokenId == tokenId) is not { } found) return false;

        var changed = found with { Info = found.Info with { Comment = comment } };
        await StoreAsync(_record.Current with { Tokens = tokens.Replace(found, changed) });
        return true;
    }

    public async Task<bool> RevokeTokenAsync(string user, string tokenId, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var left = _record.Current.Tokens.RemoveAll(token => token.User == user && token.Info.TokenId == tokenId);
        if (left.Length == _record.Current.Tokens.Length) return false;

        await StoreAsync(_record.Current with { Tokens = left });
        IdentityLog.TokenRevoked(_log, tokenId, user);
        return true;
    }

    public Task<AuthenticatedToken?> AuthenticateAsync(string tokenValue, CancellationToken cancellationToken) => Task.FromResult(
        (AccessTokens.IsOne(tokenValue) ? FindAccess(tokenValue) : FindPersonal(tokenValue)) is var (owner, expiresAt)
        && owner.Active && !(expiresAt <= _time.GetUtcNow())
            ? new AuthenticatedToken(IdentityViews.Caller(_record.Current, owner), expiresAt)
            : null);

    private (StoredPrincipal Owner, DateTimeOffset? ExpiresAt)? FindPersonal(string value) =>
        _hashes?.Find(value) is { } token && _record.Current.Users.TryGetValue(token.User, out var owner)
            ? (owner, token.Info.ExpiresAt)
            : null;

    private async Task<CreatedToken> CreateAsync(NewToken wish)
    {
        var now = _time.GetUtcNow();
        var record = WithHashKey(_record.Current with { Tokens = TokenRules.Unexpired(_record.Current.Tokens, now) }, out var hashes);
        var owner = TokenRules.Owner(record, wish, IdentityRules.NewId());
        TokenRules.CheckQuota(record, owner.Name, _options.MaxTokensPerUser);
        var value = TokenHashes.NewValue();
        var info = new TokenInfo
        {
            TokenId = RandomNumberGenerator.GetHexString(64, lowercase: true),
            Comment = wish.Comment,
            CreatedAt = now,
            ExpiresAt = now + wish.Lifetime,
        };
        if (!record.Users.ContainsKey(owner.Name)) IdentityLog.UserMade(_log, owner.Name, wish.Administrator);
        await StoreAsync(record.With(owner) with { Tokens = [.. record.Tokens, new(info, owner.Name, hashes.Hash(value))] });
        IdentityLog.TokenMade(_log, info.TokenId, owner.Name);
        return new(value, info);
    }

    private IdentityRecord WithHashKey(IdentityRecord record, out TokenHashes hashes)
    {
        if (_hashes is not null)
        {
            hashes = _hashes;
            return record;
        }

        var key = RandomNumberGenerator.GetBytes(32);
        hashes = new(key, []);
        return record with { SealedHashKey = _protector.Seal(HashKeyPurpose, key) };
    }
}
