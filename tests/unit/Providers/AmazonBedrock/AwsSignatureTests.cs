using System.Net;
using Andamento.Providers;
using Andamento.Providers.AmazonBedrock;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Providers.AmazonBedrock;

public sealed class AwsSignatureTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "content-type;host;x-amz-date", "15ac35a57a44fdeb0bf06d9b0c24388f90ed9b1189bcacf9358689f171fa4f81")]
    [InlineData("session-token-1", "content-type;host;x-amz-date;x-amz-security-token", "780e2994b42a56570bff76a38ae026139a9b375c5b4880bd0ed6d36064c5e582")]
    public void A_signature_is_what_independent_signers_make(string? sessionToken, string headers, string signature)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-x-v1%3A0/invoke-with-response-stream")
        {
            Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } },
        };

        AwsSignature.Sign(
            request, """{"max_tokens":8}"""u8, new("AKGATEWAYTEST0000001", "not-a-real-secret", sessionToken), "eu-west-1", AwsSignature.Bedrock, Time);

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKGATEWAYTEST0000001/20260102/eu-west-1/bedrock/aws4_request, SignedHeaders={headers}, Signature={signature}",
            request.Headers.Authorization!.ToString());
        Assert.Equal("20260102T030405Z", request.Headers.GetValues("X-Amz-Date").Single());
    }

    [Fact]
    public void A_key_does_not_show_its_secret() =>
        Assert.DoesNotContain("secret", new AwsCredentials("AKIA1", "secret-1").ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_call_is_signed_anew_by_the_clock_of_the_provider_where_that_is_another()
    {
        var bedrock = new Bedrock(Time);

        await bedrock.CallAsync();

        Assert.Equal(["20300101T000000Z", "20260102T030405Z"], bedrock.Dates);
    }

    [Fact]
    public async Task A_refusal_with_the_same_clock_is_the_answer()
    {
        var bedrock = new Bedrock(new ManualTime().GetUtcNow().AddMinutes(4));

        var failed = await Calls.FailsAsync(() => bedrock.CallAsync());

        Assert.Equal(ProviderFailure.Authentication, failed.Failure);
        Assert.Single(bedrock.Dates);
    }

    [Fact]
    public async Task Every_attempt_is_signed_anew()
    {
        var bedrock = new Bedrock(Time) { Busy = true };
        var time = new ManualTime();

        var call = bedrock.CallAsync(retries: 1, time);
        await time.TimerWithinAsync(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(2));
        await Calls.FailsAsync(() => call);

        Assert.Equal(["20300101T000000Z", "20300101T000002Z"], bedrock.Dates);
    }

    private sealed class Bedrock(DateTimeOffset clock) : HttpMessageHandler
    {
        public bool Busy { get; init; }

        public List<string> Dates { get; } = [];

        public async Task CallAsync(int retries = 0, ManualTime? time = null)
        {
            using var client = new ProviderClient(this, new() { Retries = retries }, time ?? new());
            var target = Calls.Target(
                ("aws_region", "eu-west-1"), ("bedrock_provider", "anthropic"), ("aws_access_key_id", "AK"), ("aws_secret_access_key", "secret"));
            await client.SendAsync(ProviderCatalog.Find("amazon-bedrock")!, Calls.Chat(), target, Calls.Minute, CancellationToken.None);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var date = request.Headers.GetValues("X-Amz-Date").Single();
            Dates.Add(date);
            var signedByUs = date[..8] == $"{clock:yyyyMMdd}";
            var status = Busy ? HttpStatusCode.ServiceUnavailable : signedByUs && Dates.Count > 1 ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
            var response = new HttpResponseMessage(status)
            {
                Content = new StringContent("""{"output":{"message":{"content":[{"text":"Hi"}]}},"stopReason":"end_turn"}"""),
            };
            response.Headers.Date = Busy ? null : clock;
            if (Busy) response.Headers.TryAddWithoutValidation("Retry-After", "2");
            return Task.FromResult(response);
        }
    }
}
