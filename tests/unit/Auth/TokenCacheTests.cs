using Andamento.Api.Auth;
using Andamento.Identity;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;

namespace Andamento.Tests.Unit.Auth;

public sealed class TokenCacheTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedIdentity _identity = new();
    private readonly TokenCache _cache;

    public TokenCacheTests()
    {
        _cache = new(Grains.Of((_, _) => _identity), _time);
        _cache.Changed(); // as if the watch had just begun
    }

    [Fact]
    public async Task A_token_is_asked_for_once()
    {
        Assert.Equal("owner@example.com", (await FindAsync("dapi-owner"))?.Name);
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal("owner@example.com", (await FindAsync("dapi-owner"))?.Name);

        Assert.Equal(1, _identity.Questions);
    }

    [Fact]
    public async Task Callers_with_the_same_token_share_one_question()
    {
        var gate = new TaskCompletionSource();
        _identity.Gate = gate.Task;
        var first = _cache.AskAsync("dapi-owner", CancellationToken.None);
        var second = _cache.AskAsync("dapi-owner", CancellationToken.None);
        gate.SetResult();

        Assert.Same(await first, await second);
        Assert.Equal(1, _identity.Questions);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_spoil_the_question_for_others()
    {
        var gate = new TaskCompletionSource();
        _identity.Gate = gate.Task;
        using var giving = new CancellationTokenSource();
        var first = _cache.AskAsync("dapi-owner", giving.Token);
        var second = _cache.AskAsync("dapi-owner", CancellationToken.None);
        await giving.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("owner@example.com", (await second)?.Name);
    }

    [Fact]
    public async Task A_change_makes_a_revoked_token_invalid_at_once()
    {
        await FindAsync("dapi-owner");
        _identity.Tokens.Clear();
        _cache.Changed();

        Assert.Null(await FindAsync("dapi-owner"));
    }

    [Fact]
    public async Task An_answer_that_a_change_overtook_is_not_kept()
    {
        var gate = new TaskCompletionSource();
        _identity.Gate = gate.Task;
        var asked = _cache.AskAsync("dapi-owner", CancellationToken.None);
        _identity.Tokens.Clear();
        _cache.Changed();
        gate.SetResult();
        await asked;

        Assert.Null(await FindAsync("dapi-owner"));
    }

    [Fact]
    public async Task An_expired_token_is_refused_without_a_change()
    {
        _identity.Tokens["short"] = _identity.Tokens["dapi-owner"] with { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromMinutes(1) };
        Assert.NotNull(await FindAsync("short"));
        _identity.Tokens.Remove("short", out _);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await FindAsync("short"));
    }

    [Fact]
    public async Task A_refused_token_is_asked_for_again_after_five_seconds()
    {
        Assert.Null(await FindAsync("unknown"));
        Assert.Null(await FindAsync("unknown"));
        Assert.Equal(1, _identity.Questions);

        _time.Advance(TokenCache.RefusedAge);
        Assert.Null(await FindAsync("unknown"));
        Assert.Equal(2, _identity.Questions);
    }

    [Fact]
    public async Task Without_a_watch_an_answer_counts_for_five_seconds()
    {
        await FindAsync("dapi-owner");
        _cache.Unwatched();
        _time.Advance(TokenCache.UnwatchedAge - TimeSpan.FromTicks(1));
        await FindAsync("dapi-owner");
        Assert.Equal(1, _identity.Questions);

        _time.Advance(TimeSpan.FromTicks(1));
        await FindAsync("dapi-owner");
        Assert.Equal(2, _identity.Questions);
    }

    [Fact]
    public async Task A_known_token_costs_no_memory()
    {
        await FindAsync("dapi-owner");
        _cache.TryRecall(TokenKey.Of("dapi-owner"), out _); // loads what a first call loads

        var before = GC.GetAllocatedBytesForCurrentThread();
        var known = _cache.TryRecall(TokenKey.Of("dapi-owner"), out var owner);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(known);
        Assert.NotNull(owner);
        Assert.Equal(0, after - before);
    }

    private async Task<Principal?> FindAsync(string token) =>
        _cache.TryRecall(TokenKey.Of(token), out var owner) ? owner : await _cache.AskAsync(token, CancellationToken.None);
}
