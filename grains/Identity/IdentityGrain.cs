using System.Collections.Immutable;
using System.Security.Cryptography;
using Andamento.Records;
using Andamento.Secrets;
using Andamento.Serving;
using Andamento.Watching;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Andamento.Identity;

[Reentrant] // Nobody waits for a write to be authenticated. Safe: Stored admits one writer.
internal sealed class IdentityGrain : Grain, IIdentityGrain
{
    private const string AdministratorName = "admin@localhost";
    private const string HashKeyPurpose = "identity/token-hash-key";
    private const int MaxComment = 1000;
    private const int MaxUserName = 256;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly Stored<IdentityRecord> _record;
    private readonly ISecretProtector _protector;
    private readonly Broadcast<Revision> _watchers;
    private readonly TimeProvider _time;
    private readonly ILogger<IdentityGrain> _log;
    private TokenHashes? _hashes; // null while there is no token

    public IdentityGrain(
        [PersistentState("identity", StorageNames.Durable)] IPersistentState<IdentityRecord> storage, ISecretProtector protector,
        TimeProvider time, ILogger<IdentityGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _protector = protector;
        _watchers = new(time);
        _time = time;
        _log = log;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_record.Current.SealedHashKey is { Length: > 0 } sealedKey)
            _hashes = new(_protector.Open(HashKeyPurpose, sealedKey), _record.Current.Tokens);
        return Task.CompletedTask;
    }

    public async Task<string?> EnsureAdministratorAsync(CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        if (!_record.Current.Tokens.IsEmpty) return null;
        var created = await CreateAsync(new() { User = AdministratorName, Comment = "First administrator", Administrator = true });
        return created.Value;
    }

    public async Task<CreatedToken> CreateTokenAsync(NewToken token, CancellationToken cancellationToken)
    {
        Check(token);
        using var writing = await _record.EnterAsync(cancellationToken);
        return await CreateAsync(token);
    }

    public Task<ImmutableArray<TokenInfo>> ListTokensAsync(string user, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<TokenInfo>>(
            [.. _record.Current.Tokens.Where(token => token.User == user).Select(token => token.Info).Reverse()]);

    public async Task<bool> RevokeTokenAsync(string user, string tokenId, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var left = _record.Current.Tokens.RemoveAll(token => token.User == user && token.Info.TokenId == tokenId);
        if (left.Length == _record.Current.Tokens.Length) return false;

        await StoreAsync(_record.Current with { Tokens = left });
        IdentityLog.TokenRevoked(_log, tokenId, user);
        return true;
    }

    public Task<AuthenticatedToken?> AuthenticateAsync(string tokenValue, CancellationToken cancellationToken)
    {
        var found = _hashes?.Find(tokenValue);
        return Task.FromResult(found is null || IsExpired(found) || !_record.Current.Users.TryGetValue(found.User, out var owner)
            ? null
            : new AuthenticatedToken(owner, found.Info.ExpiresAt));
    }

    public async IAsyncEnumerable<long> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = _watchers.WatchAsync(new(_record.Current.Revision), Heartbeat, cancellationToken);
        await foreach (var revision in changes.WithCancellation(cancellationToken)) yield return revision.Number;
    }

    private async Task<CreatedToken> CreateAsync(NewToken wish)
    {
        var record = WithHashKey(_record.Current, out var hashes);
        var now = _time.GetUtcNow();
        var value = TokenHashes.NewValue();
        var info = new TokenInfo
        {
            TokenId = RandomNumberGenerator.GetHexString(64, lowercase: true),
            Comment = wish.Comment,
            CreatedAt = now,
            ExpiresAt = now + wish.Lifetime,
        };
        await StoreAsync(record with
        {
            Users = record.Users.SetItem(wish.User, Owner(record, wish)),
            Tokens = [.. record.Tokens.Where(token => !IsExpired(token)), new(info, wish.User, hashes.Hash(value))],
        });
        IdentityLog.TokenMade(_log, info.TokenId, wish.User);
        return new(value, info);
    }

    private Principal Owner(IdentityRecord record, NewToken wish)
    {
        if (!record.Users.TryGetValue(wish.User, out var owner))
        {
            owner = new() { Id = RandomNumberGenerator.GetHexString(32, lowercase: true), Name = wish.User, Groups = ["users"] };
            IdentityLog.UserMade(_log, wish.User, wish.Administrator);
        }

        return wish.Administrator && !owner.IsAdministrator ? owner with { Groups = [.. owner.Groups, "admins"] } : owner;
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

    private async Task StoreAsync(IdentityRecord next)
    {
        next = next with { Revision = next.Revision + 1 };
        await _record.WriteAsync(next);
        _hashes = new(_protector.Open(HashKeyPurpose, next.SealedHashKey), next.Tokens);
        _watchers.Publish(new(next.Revision));
    }

    private bool IsExpired(StoredToken token) => token.Info.ExpiresAt is { } end && end <= _time.GetUtcNow();

    private static void Check(NewToken token)
    {
        if (string.IsNullOrWhiteSpace(token.User) || token.User.Length > MaxUserName)
            throw Invalid("user", $"must be a name of at most {MaxUserName} characters.");
        if (token.Comment.Length > MaxComment) throw Invalid("comment", $"must have at most {MaxComment} characters.");
        if (token.Lifetime is { } lifetime && lifetime <= TimeSpan.Zero) throw Invalid("lifetime_seconds", "must be positive.");
        if (token.Lifetime > TimeSpan.FromDays(3650)) throw Invalid("lifetime_seconds", "must be at most ten years.");
    }

    private static ServingException Invalid(string field, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field };

    private readonly record struct Revision(long Number);
}
