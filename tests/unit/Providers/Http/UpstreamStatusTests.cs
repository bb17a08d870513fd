using Andamento.Providers;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class UpstreamStatusTests
{
    private static readonly UpstreamError Boom = new("boom", "vendor_code");

    [Theory]
    [InlineData(400, ProviderFailure.Refused, "vendor_code")]
    [InlineData(401, ProviderFailure.Authentication, "upstream_authentication_error")]
    [InlineData(402, ProviderFailure.Limited, "upstream_quota_exhausted")]
    [InlineData(403, ProviderFailure.Authentication, "upstream_authentication_error")]
    [InlineData(404, ProviderFailure.ModelNotFound, "model_not_found")]
    [InlineData(405, ProviderFailure.Refused, "vendor_code")]
    [InlineData(408, ProviderFailure.TimedOut, "upstream_timeout")]
    [InlineData(409, ProviderFailure.Unavailable, "upstream_conflict")]
    [InlineData(413, ProviderFailure.Refused, "request_too_large")]
    [InlineData(422, ProviderFailure.Refused, "vendor_code")]
    [InlineData(424, ProviderFailure.Failed, "upstream_error")]
    [InlineData(429, ProviderFailure.Limited, "rate_limit_exceeded")]
    [InlineData(498, ProviderFailure.Authentication, "upstream_authentication_error")]
    [InlineData(499, ProviderFailure.Failed, "upstream_error")]
    [InlineData(500, ProviderFailure.Failed, "upstream_error")]
    [InlineData(502, ProviderFailure.Failed, "upstream_error")]
    [InlineData(503, ProviderFailure.Unavailable, "upstream_unavailable")]
    [InlineData(504, ProviderFailure.TimedOut, "upstream_timeout")]
    [InlineData(529, ProviderFailure.Unavailable, "upstream_overloaded")]
    [InlineData(307, ProviderFailure.Failed, "invalid_upstream_response")]
    public void A_status_has_one_meaning(int status, ProviderFailure failure, string code)
    {
        var failed = CallFailure.OfStatus(status, Boom, Calls.OpenAI.Descriptor, Calls.Target());

        Assert.Equal((failure, code, status), (failed.Failure, failed.Code, failed.Status));
        Assert.EndsWith("boom", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quota_that_is_used_up_is_no_rate_limit()
    {
        var error = new UpstreamError("pay first", "insufficient_quota");

        Assert.Equal(
            "upstream_quota_exhausted",
            CallFailure.OfStatus(429, error, Calls.OpenAI.Descriptor, Calls.Target()).Code);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","param":"p","code":"c"}}""", "m", "c", "t", "p")]
    [InlineData("""{"error":{"message":"m","type":null,"param":null,"code":429}}""", "m", "429", null, null)]
    [InlineData("""{"error":"m"}""", "m", null, null, null)]
    [InlineData("""{"error_code":"BAD_REQUEST","message":"m"}""", "m", "BAD_REQUEST", null, null)]
    [InlineData("""{"detail":"m"}""", "m", null, null, null)]
    [InlineData("""{"detail":[{"loc":["body"]}]}""", null, null, null, null)]
    [InlineData("""{"detail":[{"loc":["body","messages",0,"role"],"msg":"m"}]}""", null, null, null, "messages.0.role")]
    [InlineData("""<html>""", null, null, null, null)]
    [InlineData("", null, null, null, null)]
    [InlineData("[]", null, null, null, null)]
    public void What_a_provider_says_is_found_where_it_says_it(
        string body, string? message, string? code, string? type, string? param) =>
        Assert.Equal(
            new UpstreamError(message, code, type, param), UpstreamError.Read(System.Text.Encoding.UTF8.GetBytes(body)));
}
