using System.Net.Http.Headers;
using Andamento.Providers;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class RetryPlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ProviderFailure.Limited, 429, "rate_limit_exceeded", true)]
    [InlineData(ProviderFailure.Limited, 429, "upstream_quota_exhausted", false)]
    [InlineData(ProviderFailure.Unavailable, 503, "upstream_unavailable", true)]
    [InlineData(ProviderFailure.Unavailable, 409, "upstream_conflict", true)]
    [InlineData(ProviderFailure.Unreachable, null, "upstream_unreachable", true)]
    [InlineData(ProviderFailure.TimedOut, 408, "upstream_timeout", true)]
    [InlineData(ProviderFailure.TimedOut, 504, "upstream_timeout", true)]
    [InlineData(ProviderFailure.TimedOut, null, "upstream_timeout", false)]
    [InlineData(ProviderFailure.Failed, 500, "upstream_error", true)]
    [InlineData(ProviderFailure.Failed, 424, "upstream_error", true)]
    [InlineData(ProviderFailure.Failed, null, "upstream_error", true)]
    [InlineData(ProviderFailure.Failed, null, "routing_loop", false)]
    [InlineData(ProviderFailure.Failed, 499, "upstream_error", false)]
    [InlineData(ProviderFailure.Failed, 200, "upstream_error", false)]
    [InlineData(ProviderFailure.Failed, 200, "invalid_upstream_response", false)]
    [InlineData(ProviderFailure.Refused, 400, null, false)]
    [InlineData(ProviderFailure.Authentication, 401, null, false)]
    [InlineData(ProviderFailure.ModelNotFound, 404, null, false)]
    [InlineData(ProviderFailure.Unsupported, null, null, false)]
    public void What_cannot_have_been_answered_or_only_may_have_been_is_asked_again(
        ProviderFailure failure, int? status, string? code, bool again) =>
        Assert.Equal(again, Wait(new(failure, "") { Status = status, Code = code }) is not null);

    [Theory]
    [InlineData(ProviderFailure.Failed, 500, 1, false)]
    [InlineData(ProviderFailure.TimedOut, 504, 1, false)]
    [InlineData(ProviderFailure.Unavailable, 503, 1, true)]
    public void What_may_have_been_answered_is_risked_once(ProviderFailure failure, int status, int risked, bool again) =>
        Assert.Equal(again, RetryPlan.Wait(new(failure, "") { Status = status }, risked, risked, Calls.Minute, new(), 0) is not null);

    [Fact]
    public void An_operator_may_forbid_that() =>
        Assert.Null(RetryPlan.Wait(new(ProviderFailure.Failed, "") { Status = 500 }, 0, 0, Calls.Minute, new() { RiskyRetries = 0 }, 0));

    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(0, 1, 0.375)]
    [InlineData(1, 0, 1)]
    [InlineData(4, 0, 8)]
    [InlineData(9, 0, 8)]
    public void The_wait_doubles_up_to_its_limit_less_up_to_a_quarter(int retries, double draw, double seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            RetryPlan.Wait(new(ProviderFailure.Unavailable, ""), retries, 0, Calls.Minute, new() { Retries = 10 }, draw));

    [Fact]
    public void The_third_failure_is_the_last_by_default() =>
        Assert.Null(RetryPlan.Wait(new(ProviderFailure.Unavailable, ""), 2, 0, Calls.Minute, new(), 0));

    [Theory]
    [InlineData(7, 60, 7.0)]
    [InlineData(61, 600, null)]
    [InlineData(7, 5, null)]
    [InlineData(0, 5, 0.0)]
    public void A_hint_is_followed_while_there_is_time(int hint, int timeLeft, double? expected)
    {
        var failed = new ProviderException(ProviderFailure.Limited, "") { RetryAfter = TimeSpan.FromSeconds(hint) };

        Assert.Equal(expected, RetryPlan.Wait(failed, 0, 0, TimeSpan.FromSeconds(timeLeft), new(), 0)?.TotalSeconds);
    }

    [Theory]
    [InlineData(ProviderFailure.Unavailable, false, false)]
    [InlineData(ProviderFailure.Refused, true, true)]
    public void What_the_provider_says_about_retries_counts_most(ProviderFailure failure, bool says, bool again) =>
        Assert.Equal(again, Wait(new(failure, "") { ShouldRetry = says }) is not null);

    [Fact]
    public void There_is_no_retry_without_the_time_for_it() =>
        Assert.Null(RetryPlan.Wait(new(ProviderFailure.Unavailable, ""), 0, 0, TimeSpan.FromSeconds(0.3), new(), 0));

    [Theory]
    [InlineData("retry-after", "3", 3.0)]
    [InlineData("Retry-After", "1.5", 1.5)]
    [InlineData("retry-after-ms", "250", 0.25)]
    [InlineData("x-ms-retry-after-ms", "250", 0.25)]
    [InlineData("retry-after", "Tue, 01 Jan 2030 00:00:30 GMT", 30.0)]
    [InlineData("retry-after", "Mon, 31 Dec 2029 00:00:30 GMT", 0.0)]
    [InlineData("retry-after", "-5", 0.0)]
    [InlineData("retry-after", "1e300", 86400.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "NaN", null)]
    [InlineData("x-other", "3", null)]
    public void Retry_after_is_read_in_all_its_forms(string name, string value, double? seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(Headers((name, value)), Now)?.TotalSeconds);

    [Fact]
    public void Milliseconds_are_more_exact_than_seconds() =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(1200),
            RetryAfter.Read(Headers(("retry-after", "2"), ("retry-after-ms", "1200")), Now));

    private static TimeSpan? Wait(ProviderException failed) => RetryPlan.Wait(failed, 0, 0, Calls.Minute, new(), 0);

    private static HttpResponseHeaders Headers(params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage();
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);

        return response.Headers;
    }
}
