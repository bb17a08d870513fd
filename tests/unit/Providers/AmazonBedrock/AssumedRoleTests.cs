using System.Net;
using System.Text;
using Andamento.Providers;
using Andamento.Providers.AmazonBedrock;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Providers.AmazonBedrock;

/// <summary>Calls in the name of a role, whose keys are bought and end.</summary>
public sealed class AssumedRoleTests
{
    private const string Role = "arn:aws:iam::123456789012:role/models";

    [Fact]
    public async Task The_key_takes_the_role_once_and_calls_are_signed_with_what_it_got()
    {
        var aws = new Aws();

        await aws.CallAsync();
        await aws.CallAsync();

        Assert.Equal(
            [
                "https://sts.eu-west-1.amazonaws.com/ "
                    + "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fmodels&RoleSessionName=andamento&DurationSeconds=900",
            ],
            aws.Orders);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKLASTING/20300101/eu-west-1/sts/aws4_request", aws.OrderSignature, StringComparison.Ordinal);
        Assert.Equal(["ASIA-1 session-1", "ASIA-1 session-1"], aws.Signers);
    }

    [Fact]
    public async Task The_address_of_the_service_is_a_setting()
    {
        var aws = new Aws();

        await aws.CallAsync(("aws_sts_endpoint_url", "https://vpce-1.sts.example/"));

        Assert.StartsWith("https://vpce-1.sts.example/ ", Assert.Single(aws.Orders), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_key_is_bought_before_the_last_one_ends()
    {
        var aws = new Aws();
        await aws.CallAsync();

        aws.Time.Advance(TimeSpan.FromMinutes(11));
        aws.Ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await aws.CallAsync();
        await aws.Ordered.Task;
        aws.Time.Advance(TimeSpan.FromMinutes(4));
        await aws.CallAsync();

        Assert.Equal(["ASIA-1 session-1", "ASIA-1 session-1", "ASIA-2 session-2"], aws.Signers);
    }

    [Fact]
    public async Task A_key_that_ended_before_its_time_is_replaced_once()
    {
        var aws = new Aws { Refuse = ["session-1"] };

        await aws.CallAsync();

        Assert.Equal(["ASIA-1 session-1", "ASIA-2 session-2"], aws.Signers);
    }

    [Fact]
    public async Task A_second_refusal_is_the_answer_and_repeats_no_secret()
    {
        var aws = new Aws { Refuse = ["session-1", "session-2"] };

        var failed = await Calls.FailsAsync(() => aws.CallAsync());

        Assert.Equal((ProviderFailure.Authentication, 403), (failed.Failure, failed.Status));
        Assert.EndsWith("*** has expired", failed.Message, StringComparison.Ordinal);
        Assert.Equal(2, aws.Orders.Count);
    }

    [Fact]
    public async Task A_role_that_the_key_may_not_take_is_told()
    {
        var aws = new Aws { Denied = true };

        var failed = await Calls.FailsAsync(() => aws.CallAsync());

        Assert.Equal(("upstream_authentication_error", 403), (failed.Code, failed.Status));
        Assert.EndsWith(
            "(403): AccessDenied: User arn:aws:iam::***:user/u may not take arn:aws:iam::***:role/models", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<AssumeRoleResponse/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]
    [InlineData("<a><Credentials><AccessKeyId>i</AccessKeyId><SecretAccessKey>s</SecretAccessKey></Credentials></a>")]
    public void An_answer_without_a_key_is_none(string body) =>
        Assert.Null(AssumedRoleAnswer.Instance.Token(Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch));

    private sealed class Aws : HttpMessageHandler
    {
        private readonly ProviderClient _client;

        public Aws() => _client = new(this, new() { Retries = 0 }, Time);

        public ManualTime Time { get; } = new();
        public bool Denied { get; init; }
        public string[] Refuse { get; init; } = [];
        public TaskCompletionSource Ordered { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public List<string> Orders { get; } = [];
        public string OrderSignature { get; private set; } = "";
        public List<string> Signers { get; } = [];

        public Task<ProviderAnswer> CallAsync(params (string Name, string Value)[] more) => _client.SendAsync(
            ProviderCatalog.Find("amazon-bedrock")!,
            Calls.Chat(),
            Calls.Target(
            [
                ("aws_region", "eu-west-1"), ("bedrock_provider", "anthropic"), ("aws_access_key_id", "AKLASTING"),
                ("aws_secret_access_key", "lasting-secret"), ("aws_role_arn", Role), .. more,
            ]),
            Calls.Minute,
            CancellationToken.None);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host.StartsWith("bedrock", StringComparison.Ordinal)) return Answer(request);

            Orders.Add($"{request.RequestUri} {await request.Content!.ReadAsStringAsync(cancellationToken)}");
            OrderSignature = request.Headers.GetValues("Authorization").Single();
            Ordered.TrySetResult();
            return Denied ? Xml(HttpStatusCode.Forbidden, """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>User arn:aws:iam::123456789012:user/u may not take arn:aws:iam::123456789012:role/models</Message></Error></ErrorResponse>
                """) : Xml(HttpStatusCode.OK, $"""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>ASIA-{Orders.Count}</AccessKeyId><SecretAccessKey>secret-{Orders.Count}</SecretAccessKey>
                <SessionToken>session-{Orders.Count}</SessionToken><Expiration>{Time.GetUtcNow().AddMinutes(15):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration>
                </Credentials></AssumeRoleResult></AssumeRoleResponse>
                """);
        }

        private HttpResponseMessage Answer(HttpRequestMessage request)
        {
            var session = request.Headers.GetValues("X-Amz-Security-Token").Single();
            Signers.Add($"{request.Headers.GetValues("Authorization").Single().Split('=', '/')[1]} {session}");
            var refused = Array.Exists(Refuse, session.Equals);
            var response = new HttpResponseMessage(refused ? HttpStatusCode.Forbidden : HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent(refused
                    ? $$"""{"message":"{{session}} has expired"}"""
                    : """{"output":{"message":{"content":[{"text":"Hi"}]}},"stopReason":"end_turn"}"""),
            };
            if (refused) response.Headers.TryAddWithoutValidation("x-amzn-errortype", "ExpiredTokenException:http://internal");
            return response;
        }

        private static HttpResponseMessage Xml(HttpStatusCode status, string body) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
    }
}
