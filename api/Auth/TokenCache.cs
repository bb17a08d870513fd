using System.Collections.Concurrent;
using Andamento.Identity;

namespace Andamento.Api.Auth;

/// <summary>
/// Whose token it is, remembered by the token's hash, so that a request asks nobody. A change of users or tokens, heard by
/// <see cref="TokenWatch"/>, drops everything.
/// </summary>
internal sealed class TokenCache(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long an answer counts while nobody tells about changes.</summary>
    public static readonly TimeSpan UnwatchedAge = TimeSpan.FromSeconds(5);

    /// <summary>How long a refused token stays refused unasked.</summary>
    public static readonly TimeSpan RefusedAge = TimeSpan.FromSeconds(5);

    // Swapped whole. An answer goes into the memory it was asked for, so one that a change overtook is lost with it.
    private volatile Memory _memory = new();
    private volatile bool _watched;

    /// <summary>Recalls whose token it is. Costs a look-up, and no allocation.</summary>
    /// <param name="key">The token's hash.</param>
    /// <param name="owner">Whose it is; null when it is known to be nobody's.</param>
    /// <returns>False when that is not known here: <see cref="AskAsync"/> finds out.</returns>
    public bool TryRecall(TokenKey key, out Principal? owner)
    {
        owner = null;
        var memory = _memory;
        if (memory.Accepted.TryGet(key, out var known) && IsFresh(known)) owner = known.Principal;

        return owner is not null || (memory.Refused.TryGet(key, out var since) && time.GetElapsedTime(since) < RefusedAge);
    }

    /// <summary>Asks whose token it is. At most one question at a time runs for a token.</summary>
    /// <returns>Null when unknown, expired or revoked.</returns>
    public async Task<Principal?> AskAsync(string token, CancellationToken cancellationToken)
    {
        // The question belongs to all who wait for its answer, so none of them can cancel it.
        var memory = _memory;
        var question = memory.Questions.GetOrAdd(
            TokenKey.Of(token),
            static (key, ask) => new(() => ask.Self.LearnAsync(ask.Memory, key, ask.Token)),
            (Self: this, Memory: memory, Token: token));
        return await question.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Something changed, or may have changed unheard: forgets everything. From now on changes are told.</summary>
    public void Changed()
    {
        _memory = new();
        _watched = true;
    }

    /// <summary>Nobody tells about changes any more: what is known counts for <see cref="UnwatchedAge"/> only.</summary>
    public void Unwatched() => _watched = false;

    private bool IsFresh(Acceptance known) =>
        (known.ExpiresAt is not { } end || time.GetUtcNow() < end)
        && (_watched || time.GetElapsedTime(known.AskedAt) < UnwatchedAge);

    private async Task<Principal?> LearnAsync(Memory memory, TokenKey key, string token)
    {
        try
        {
            var askedAt = time.GetTimestamp();
            var identity = grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
            var found = await identity.AuthenticateAsync(token, CancellationToken.None);
            if (found is null) memory.Refused.Set(key, askedAt);
            else memory.Accepted.Set(key, new(found.Principal, found.ExpiresAt, askedAt));

            return found?.Principal;
        }
        finally
        {
            memory.Questions.TryRemove(key, out _);
        }
    }

    private sealed record Acceptance(Principal Principal, DateTimeOffset? ExpiresAt, long AskedAt);

    private sealed class Memory
    {
        public readonly BoundedMap<TokenKey, Acceptance> Accepted = new(capacity: 16_384);
        public readonly BoundedMap<TokenKey, long> Refused = new(capacity: 2_048); // apart, so that guesses push nobody out
        public readonly ConcurrentDictionary<TokenKey, Lazy<Task<Principal?>>> Questions = new();
    }
}
