using Andamento.Api.Limits;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Limits;

public class AdmissionTests
{
    private readonly List<string> _story = [];
    private readonly Dictionary<string, long> _left = [];

    [Fact]
    public async Task Without_limits_nobody_is_asked()
    {
        var verdict = await AdmitAsync();

        Assert.Equal(default, verdict);
        Assert.Empty(_story);
    }

    [Fact]
    public async Task The_callers_own_limit_is_asked_before_the_endpoints()
    {
        (_left["0123/user/1"], _left["0123/endpoint"]) = (3, 9);

        var verdict = await AdmitAsync(new(RateLimitKey.Endpoint, 10), new(RateLimitKey.User, 5));

        Assert.Equal(["admit 0123/user/1 of 5", "admit 0123/endpoint of 10"], _story);
        Assert.Null(verdict.Refusal);
        Assert.Equal([("x-ratelimit-limit-requests", "5"), ("x-ratelimit-remaining-requests", "2"), ("x-ratelimit-reset-requests", "13s")], Headers(verdict));
    }

    [Fact]
    public async Task A_refusal_gives_back_what_other_limits_have_counted()
    {
        (_left["0123/user/1"], _left["0123/endpoint"]) = (3, 0);

        var verdict = await AdmitAsync(new(RateLimitKey.User, 5), new(RateLimitKey.Endpoint, 10));

        Assert.Equal(["admit 0123/user/1 of 5", "admit 0123/endpoint of 10", "refund 0123/user/1 ticket 5"], _story);
        Assert.Equal(FailureKind.LimitReached, verdict.Refusal!.Kind);
        Assert.Equal("User-defined limit exceeded for 'chat': 10 RPM. Try again in 13 s.", verdict.Refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(12.4), verdict.Refusal.RetryAfter);
    }

    [Fact]
    public async Task A_user_limit_says_that_it_is_the_users()
    {
        _left["0123/user/1"] = 0;

        var verdict = await AdmitAsync(new RateLimitRule(RateLimitKey.User, 5));

        Assert.Equal("User-defined limit exceeded for 'chat': 5 RPM for user. Try again in 13 s.", verdict.Refusal!.Message);
        Assert.Equal(("x-ratelimit-remaining-requests", "0"), Headers(verdict)[1]);
    }

    [Fact]
    public async Task A_limit_of_0_closes_the_endpoint_and_counts_nothing()
    {
        var verdict = await AdmitAsync(new(RateLimitKey.User, 5), new(RateLimitKey.Endpoint, 0));

        Assert.Empty(_story);
        Assert.Equal(FailureKind.PermissionDenied, verdict.Refusal!.Kind);
        Assert.Equal("The endpoint 'chat' is temporarily disabled due to a rate limit of 0.", verdict.Refusal.Message);
    }

    [Fact]
    public async Task A_budget_that_cannot_be_asked_gives_back_what_was_counted()
    {
        _left["0123/user/1"] = 3; // the endpoint's budget is not placed: asking it fails

        await Assert.ThrowsAsync<KeyNotFoundException>(async () =>
            await AdmitAsync(new(RateLimitKey.User, 5), new(RateLimitKey.Endpoint, 10)));

        Assert.Equal("refund 0123/user/1 ticket 5", _story[^1]);
    }

    private ValueTask<AdmissionVerdict> AdmitAsync(params RateLimitRule[] rules)
    {
        var grains = Grains.Of((_, key) => new Budget(key, this));
        var endpoint = Snapshots.Chat() with { RateLimits = [.. rules] };
        return new Admission(grains, NullLogger<Admission>.Instance).AdmitAsync(endpoint, Snapshots.Owner, CancellationToken.None);
    }

    private static (string, string)[] Headers(AdmissionVerdict verdict)
    {
        var headers = new HeaderDictionary();
        verdict.WriteTo(headers);
        return [.. headers.Select(header => (header.Key, header.Value.ToString()))];
    }

    private sealed class Budget(string key, AdmissionTests test) : IRateLimitGrain
    {
        public ValueTask<RateLimitDecision> AdmitAsync(long calls, CancellationToken cancellationToken)
        {
            test._story.Add($"admit {key} of {calls}");
            var left = test._left[key];
            return new(new RateLimitDecision
            {
                Admitted = left > 0,
                Remaining = Math.Max(0, left - 1),
                ResetAfter = TimeSpan.FromSeconds(12.4),
                Ticket = calls,
            });
        }

        public ValueTask RefundAsync(long ticket, CancellationToken cancellationToken)
        {
            test._story.Add($"refund {key} ticket {ticket}");
            return default;
        }
    }
}
