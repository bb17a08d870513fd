using System.Diagnostics.Metrics;
using Andamento.Api.Limits;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.Unit.Limits;

public sealed class AdmissionTests : IAsyncDisposable
{
    private static readonly Principal Member = new() { Id = "2", Name = "member@example.com", Groups = ["red", "blue"] };

    private readonly FrontDoorLimits _door = new();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task Without_limits_nobody_is_asked()
    {
        Assert.Equal(default, await _door.AdmitAsync());
        Assert.Empty(_door.Story);
    }

    [Fact]
    public async Task Limits_that_count_others_ask_nobody()
    {
        _door.Limit(new(RateLimitKey.UserGroup, 5, Principal: "red"), new(RateLimitKey.User, 5, Principal: "other@example.com"));

        Assert.Equal(default, await _door.AdmitAsync());
        Assert.Empty(_door.Story);
    }

    [Fact]
    public async Task The_callers_own_limit_is_asked_before_the_endpoints_and_the_tighter_one_is_told()
    {
        _door.Limit(new(RateLimitKey.Endpoint, 10), new(RateLimitKey.User, 5));

        var verdict = await _door.AdmitAsync();

        Assert.Equal(["admit 0123/user/1 5/ 0", "admit 0123/endpoint 10/ 0"], _door.Story);
        Assert.Null(verdict.Refusal);
        Assert.Equal([("x-ratelimit-limit-requests", "5"), ("x-ratelimit-remaining-requests", "4"), ("x-ratelimit-reset-requests", "61s")], Headers(verdict));
    }

    [Fact]
    public async Task Each_unit_tells_of_the_limit_that_has_least_left_of_it()
    {
        _door.Limit(new(RateLimitKey.Endpoint, 10, 50), new(RateLimitKey.User, 5, 200));

        var headers = Headers(await _door.AdmitAsync(body: """{"messages":[],"max_tokens":20}""")).ToDictionary();

        Assert.Equal(("5", "4"), (headers["x-ratelimit-limit-requests"], headers["x-ratelimit-remaining-requests"]));
        Assert.Equal(("50", "30", "61s"), (headers["x-ratelimit-limit-tokens"], headers["x-ratelimit-remaining-tokens"], headers["x-ratelimit-reset-tokens"]));
    }

    [Fact]
    public async Task A_refusal_gives_back_what_other_limits_have_counted()
    {
        _door.Limit(new(RateLimitKey.User, 2), new(RateLimitKey.Endpoint, 1));
        await _door.AdmitAsync();

        var refused = await _door.AdmitAsync();
        await _door.Budget("0123/user/1").Settled.WaitAsync();
        _door.Limit(new RateLimitRule(RateLimitKey.User, 2));

        Assert.Equal("User-defined limit exceeded for 'chat': 1 RPM. Try again in 61 s.", refused.Refusal!.Message);
        Assert.Equal((FailureKind.LimitReached, TimeSpan.FromMilliseconds(60_001)), (refused.Refusal.Kind, refused.Refusal.RetryAfter));
        Assert.Null((await _door.AdmitAsync()).Refusal);
        Assert.NotNull((await _door.AdmitAsync()).Refusal);
    }

    [Fact]
    public async Task A_budget_that_cannot_be_asked_gives_back_what_was_counted()
    {
        _door.Limit(new(RateLimitKey.User, 5), new(RateLimitKey.Endpoint, 10));
        _door.Budget("0123/endpoint").Failures.Enqueue(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _door.AdmitAsync());
        await _door.Budget("0123/user/1").Settled.WaitAsync();

        Assert.Equal("settle 0123/user/1 1/0 as 0", _door.Story.Last());
    }

    [Fact]
    public async Task A_budget_whose_silo_has_gone_is_asked_once_more()
    {
        _door.Limit(new RateLimitRule(RateLimitKey.User, 5));
        _door.Budget("0123/user/1").Failures.Enqueue(new ServingException(FailureKind.Unavailable, "gone"));

        Assert.Null((await _door.AdmitAsync()).Refusal);
    }

    [Fact]
    public async Task A_member_of_two_groups_is_refused_when_both_are_exhausted()
    {
        _door.Limit(
            new(RateLimitKey.UserGroup, 1, Principal: "red"), new(RateLimitKey.UserGroup, 1, Principal: "blue"), new(RateLimitKey.User, 9));

        Assert.Null((await _door.AdmitAsync(Member)).Refusal);
        Assert.Null((await _door.AdmitAsync(Member)).Refusal);
        var refused = await _door.AdmitAsync(Member);

        Assert.Equal("User-defined limit exceeded for 'chat': 1 RPM for user group 'red'. Try again in 61 s.", refused.Refusal!.Message);
        Assert.DoesNotContain(_door.Story, line => line.Contains("0123/user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_of_a_group_share_its_budget_and_users_do_not_share_theirs()
    {
        _door.Limit(new(RateLimitKey.UserGroup, 1, Principal: "red"), new(RateLimitKey.User, 1));
        var other = Member with { Id = "3", Groups = ["red"] };

        Assert.Null((await _door.AdmitAsync(Member)).Refusal);
        Assert.NotNull((await _door.AdmitAsync(other)).Refusal);
        Assert.Null((await _door.AdmitAsync(other with { Groups = [] })).Refusal);
        Assert.Null((await _door.AdmitAsync(Snapshots.Owner)).Refusal);
    }

    [Fact]
    public async Task A_limit_of_0_closes_the_endpoint_and_counts_nothing()
    {
        _door.Limit(new(RateLimitKey.User, 5), new(RateLimitKey.Endpoint, null, 0));

        var verdict = await _door.AdmitAsync();

        Assert.Empty(_door.Story);
        Assert.Equal(FailureKind.PermissionDenied, verdict.Refusal!.Kind);
        Assert.Equal("The endpoint 'chat' is temporarily disabled due to a rate limit of 0.", verdict.Refusal.Message);
    }

    [Theory]
    [InlineData(RateLimitKey.User, null, "20 TPM for user.")]
    [InlineData(RateLimitKey.Endpoint, null, "20 TPM.")]
    [InlineData(RateLimitKey.User, "owner@example.com", "20 TPM for user.")]
    public async Task Tokens_that_are_used_up_refuse_with_their_own_words(RateLimitKey key, string? principal, string words)
    {
        _door.Limit(new RateLimitRule(key, 100, 20, principal));
        await _door.AdmitAsync(body: """{"messages":[],"max_tokens":20}""");

        var refused = await _door.AdmitAsync();

        Assert.StartsWith($"User-defined limit exceeded for 'chat': {words}", refused.Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains(("x-ratelimit-remaining-tokens", "0"), Headers(refused));
        Assert.Contains(("x-ratelimit-remaining-requests", "99"), Headers(refused));
    }

    [Fact]
    public async Task Every_limit_counts_what_it_let_pass_and_what_it_refused()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _door.Get<IMeterFactory>())) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();
        _door.Limit(new(RateLimitKey.User, 2), new(RateLimitKey.Endpoint, 1));

        await _door.AdmitAsync();
        await _door.AdmitAsync();
        _door.Limit(new RateLimitRule(RateLimitKey.User, 0));
        await _door.AdmitAsync();

        Assert.Equal(
            [
                "andamento.limits.admitted 1 user False", "andamento.limits.admitted 1 endpoint False",
                "andamento.limits.admitted 1 user False", "andamento.limits.refused 1 endpoint", "andamento.limits.refused 1 closed",
            ],
            seen);
    }

    private static (string, string)[] Headers(AdmissionVerdict verdict)
    {
        var headers = new HeaderDictionary();
        verdict.WriteTo(headers);
        return [.. headers.Select(header => (header.Key, header.Value.ToString()))];
    }
}
