using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Andamento.Identity;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Auth;

/// <summary>The identity grain, played by the test.</summary>
internal sealed partial class ScriptedIdentity : IIdentityGrain
{
    public const string AdministratorToken = "dapi-admin";
    public const string OwnerToken = "dapi-owner";
    public const string StrangerToken = "dapi-stranger";

    private Channel<(long Revision, TaskCompletionSource Taken)> _words = Channel.CreateUnbounded<(long, TaskCompletionSource)>();
    private int _questions;

    /// <summary>Whose tokens there are.</summary>
    public ConcurrentDictionary<string, AuthenticatedToken> Tokens { get; } = new(new Dictionary<string, AuthenticatedToken>
    {
        [AdministratorToken] = Of("root@example.com", "admins"),
        [OwnerToken] = Of("owner@example.com"),
        [StrangerToken] = Of("stranger@example.com"),
    });

    /// <summary>Makes questions wait.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Wishes for tokens, in order.</summary>
    public ConcurrentQueue<NewToken> Wishes { get; } = new();

    /// <summary>Questions whose token it is, so far.</summary>
    public int Questions => _questions;

    public static AuthenticatedToken Of(string user, params ImmutableArray<string> groups) =>
        new(new Principal { Id = $"id of {user}", Name = user, Groups = [.. groups, "users"] }, ExpiresAt: null);

    public async Task<AuthenticatedToken?> AuthenticateAsync(string tokenValue, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        var answer = Tokens.GetValueOrDefault(tokenValue);
        await Gate;
        return answer;
    }

    public async IAsyncEnumerable<long> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in _words.Reader.ReadAllAsync(cancellationToken))
        {
            yield return word.Revision;
            word.Taken.SetResult();
        }
    }

    /// <summary>Says a revision; done when the watcher has dealt with it and asks for the next.</summary>
    public async Task SayAsync(long revision)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _words.Writer.WriteAsync((revision, taken));
        await taken.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Breaks the line; the next watcher gets a new one.</summary>
    public void Break()
    {
        var broken = _words;
        _words = Channel.CreateUnbounded<(long, TaskCompletionSource)>();
        broken.Writer.Complete(new IOException("The line broke."));
    }

    public Task<CreatedToken> CreateTokenAsync(NewToken token, CancellationToken cancellationToken)
    {
        Wishes.Enqueue(token);
        return Task.FromResult(new CreatedToken("dapi-new", new TokenInfo
        {
            TokenId = "abc",
            Comment = token.Comment,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch + token.Lifetime,
        }));
    }

    public Task<ImmutableArray<TokenInfo>> ListTokensAsync(string user, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<TokenInfo>>([new() { TokenId = "abc", Comment = user, CreatedAt = DateTimeOffset.UnixEpoch }]);

    public Task<bool> UpdateTokenAsync(string user, string tokenId, string comment, CancellationToken cancellationToken) =>
        Task.FromResult(tokenId is "abc");

    public Task<bool> RevokeTokenAsync(string user, string tokenId, CancellationToken cancellationToken) =>
        Task.FromResult(tokenId is "abc");

    public Task<string?> EnsureAdministratorAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
