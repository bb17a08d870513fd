using System.Net;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>Tokens that are bought for calls: at Microsoft Entra, which stands for all.</summary>
public sealed class TokenSourceTests
{
    [Fact]
    public async Task A_token_is_bought_by_client_credentials_and_put_on_the_call()
    {
        var azure = new Azure();

        await azure.CallAsync();

        Assert.Equal(
            ["POST https://login.microsoftonline.com/t%201/oauth2/v2.0/token "
                + "grant_type=client_credentials&client_id=app&client_secret=s%3D12&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default"],
            azure.Purchases);
        Assert.Equal(["Bearer token-1"], azure.Tokens);
    }

    [Fact]
    public async Task Calls_at_once_share_one_purchase()
    {
        var azure = new Azure { Gate = new() };

        var calls = Enumerable.Range(0, 20).Select(_ => azure.CallAsync()).ToList();
        await azure.PurchaseBegan.Task;
        azure.Gate.SetResult();
        await Task.WhenAll(calls);

        Assert.Single(azure.Purchases);
        Assert.Equal(20, azure.Tokens.Count);
    }

    [Fact]
    public async Task Another_secret_buys_another_token()
    {
        var azure = new Azure();

        await azure.CallAsync();
        await azure.CallAsync(secret: "other");

        Assert.Equal(["Bearer token-1", "Bearer token-2"], azure.Tokens);
    }

    [Fact]
    public async Task An_old_token_serves_while_the_next_is_bought()
    {
        var azure = new Azure();
        await azure.CallAsync();

        azure.Time.Advance(TimeSpan.FromSeconds(3599)); // of an hour that it lives
        azure.Gate = new();
        azure.PurchaseBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await azure.CallAsync();
        await azure.PurchaseBegan.Task;

        Assert.Equal(["Bearer token-1", "Bearer token-1"], azure.Tokens);
        azure.Time.Advance(TimeSpan.FromSeconds(1));
        var last = azure.CallAsync();
        azure.Gate.SetResult();
        await last;
        Assert.Equal(2, azure.Purchases.Count);
        Assert.Equal("Bearer token-2", azure.Tokens[^1]);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        var azure = new Azure { Refuse = ["token-1"] };

        await azure.CallAsync();

        Assert.Equal(["Bearer token-1", "Bearer token-2"], azure.Tokens);
    }

    [Fact]
    public async Task A_second_refusal_is_the_answer()
    {
        var azure = new Azure { Refuse = ["token-1", "token-2"] };

        var failed = await Calls.FailsAsync(() => azure.CallAsync());

        Assert.Equal((ProviderFailure.Authentication, 401), (failed.Failure, failed.Status));
        Assert.EndsWith("(401): *** has expired", failed.Message, StringComparison.Ordinal); // a token is a secret, too
        Assert.Equal(2, azure.Purchases.Count);
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_stream_does_not_repeat_the_token()
    {
        var azure = new Azure { FailsInStream = true };

        var failed = await Calls.FailsAsync(() => azure.StreamAsync());

        Assert.Equal("Provider openai broke off its answer: *** may not go on", failed.Message);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_and_not_tried_again_for_half_a_minute()
    {
        var azure = new Azure { Sold = HttpStatusCode.Unauthorized };

        var failed = await Calls.FailsAsync(() => azure.CallAsync());
        await Calls.FailsAsync(() => azure.CallAsync());

        Assert.Equal(ProviderFailure.Authentication, failed.Failure);
        Assert.Equal("upstream_authentication_error", failed.Code);
        Assert.Equal(
            "The token service of provider openai did not accept the credentials of this served entity (401): "
            + "invalid_client: AADSTS7000215: *** is wrong.",
            failed.Message);
        Assert.Single(azure.Purchases);
        azure.Time.Advance(TimeSpan.FromSeconds(30));
        await Calls.FailsAsync(() => azure.CallAsync());
        Assert.Equal(2, azure.Purchases.Count);
    }

    [Fact]
    public async Task A_token_service_that_is_down_makes_the_provider_unavailable()
    {
        var azure = new Azure { Sold = HttpStatusCode.BadGateway };

        var failed = await Calls.FailsAsync(() => azure.CallAsync());
        await Calls.FailsAsync(() => azure.CallAsync());

        Assert.Equal(ProviderFailure.Unavailable, failed.Failure);
        Assert.Equal("upstream_auth_unavailable", failed.Code);
        Assert.Equal(TimeSpan.FromSeconds(5), failed.RetryAfter);
        Assert.Equal(2, azure.Purchases.Count);
    }

    private sealed class Azure : HttpMessageHandler
    {
        private readonly ProviderClient _client;

        public Azure() => _client = new(this, new() { Retries = 0 }, Time);

        public ManualTime Time { get; } = new();
        public TaskCompletionSource? Gate { get; set; }
        public TaskCompletionSource PurchaseBegan { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public HttpStatusCode Sold { get; init; } = HttpStatusCode.OK;
        public string[] Refuse { get; init; } = [];
        public List<string> Purchases { get; } = [];
        public List<string> Tokens { get; } = [];

        public bool FailsInStream { get; init; }

        public Task<ProviderAnswer> CallAsync(string secret = "s=12") =>
            _client.SendAsync(Calls.OpenAI, Calls.Chat(), Target(secret), Calls.Minute, CancellationToken.None);

        public Task<List<string>> StreamAsync() =>
            _client.StreamAsync(Calls.OpenAI, Calls.Chat(stream: true), Target("s=12")).ReadAsync();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            if (request.RequestUri!.Host is "res.example") return Answer(request);

            int number;
            lock (Purchases)
            {
                Purchases.Add($"{request.Method} {request.RequestUri.AbsoluteUri} {body}");
                number = Purchases.Count;
            }

            PurchaseBegan.TrySetResult();
            if (Gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
            return Json(Sold, Sold is HttpStatusCode.OK
                ? $$"""{"access_token":"token-{{number}}","token_type":"Bearer","expires_in":3600}"""
                : """{"error":"invalid_client","error_description":"AADSTS7000215: s=12 is wrong."}""");
        }

        private static ProviderTarget Target(string secret) => Calls.Target(
            ("openai_api_type", "azuread"), ("openai_api_base", "https://res.example"), ("openai_api_version", "2024-10-21"),
            ("openai_deployment_name", "gpt"), ("microsoft_entra_tenant_id", "t 1"), ("microsoft_entra_client_id", "app"),
            ("microsoft_entra_client_secret", secret));

        private HttpResponseMessage Answer(HttpRequestMessage request)
        {
            var token = request.Headers.GetValues("Authorization").Single();
            lock (Tokens) Tokens.Add(token);
            if (FailsInStream) return Broken(token["Bearer ".Length..], request);

            return Array.Exists(Refuse, refused => token == $"Bearer {refused}")
                ? Json(HttpStatusCode.Unauthorized, $$$"""{"error":{"code":"401","message":"{{{token["Bearer ".Length..]}}} has expired"}}""", request)
                : Json(HttpStatusCode.OK, """{"choices":[]}""", request);
        }

        private static HttpResponseMessage Broken(string token, HttpRequestMessage request) => new(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n"
                    + $"data: {{\"error\":{{\"message\":\"{token} may not go on\"}}}}\n\n",
                System.Text.Encoding.UTF8,
                "text/event-stream"),
        };

        private static HttpResponseMessage Json(HttpStatusCode status, string body, HttpRequestMessage? request = null) =>
            new(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request };
    }
}
