using Andamento.Api.Auth;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Auth;

public sealed class TokenWatchTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedIdentity _identity = new();
    private readonly TokenCache _cache;
    private readonly TokenWatch _watch;

    public TokenWatchTests()
    {
        var grains = Grains.Of((_, _) => _identity);
        _cache = new(grains, _time);
        _watch = new(grains, _cache, _time, NullLogger<TokenWatch>.Instance);
    }

    [Fact]
    public async Task A_line_that_breaks_is_taken_up_again_and_what_was_known_is_doubted()
    {
        await _watch.StartAsync(CancellationToken.None);
        await _identity.SayAsync(1);
        await _cache.AskAsync(ScriptedIdentity.OwnerToken, CancellationToken.None);
        _identity.Break();
        await _time.TimerWithinAsync(TimeSpan.FromMilliseconds(100));

        _time.Advance(TokenCache.UnwatchedAge);
        Assert.False(_cache.TryRecall(TokenKey.Of(ScriptedIdentity.OwnerToken), out _));

        _time.Advance(TimeSpan.FromSeconds(1));
        await _identity.SayAsync(1);
        await _cache.AskAsync(ScriptedIdentity.OwnerToken, CancellationToken.None);
        _time.Advance(TokenCache.UnwatchedAge);
        Assert.True(_cache.TryRecall(TokenKey.Of(ScriptedIdentity.OwnerToken), out _));
    }

    [Fact]
    public async Task A_word_without_a_change_forgets_nothing()
    {
        await _watch.StartAsync(CancellationToken.None);
        await _identity.SayAsync(1);
        await _cache.AskAsync(ScriptedIdentity.OwnerToken, CancellationToken.None);
        await _identity.SayAsync(1);

        Assert.True(_cache.TryRecall(TokenKey.Of(ScriptedIdentity.OwnerToken), out _));
    }

    [Fact]
    public async Task A_change_forgets_everything()
    {
        await _watch.StartAsync(CancellationToken.None);
        await _identity.SayAsync(1);
        await _cache.AskAsync(ScriptedIdentity.OwnerToken, CancellationToken.None);
        await _identity.SayAsync(2);

        Assert.False(_cache.TryRecall(TokenKey.Of(ScriptedIdentity.OwnerToken), out _));
    }

    public void Dispose() => _watch.Dispose();
}
