using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class LimitTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("user")]
    [InlineData("endpoint")]
    public async Task Of_200_calls_at_once_exactly_as_many_pass_as_the_limit_says(string key)
    {
        await LimitAsync(new { key, renewal_period = "minute", calls = 37 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Client.QueryAsync(Name, Calls.Hello())));

        Assert.Equal(37, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        Assert.Equal(163, answers.Count(answer => answer.StatusCode is HttpStatusCode.TooManyRequests));
        Assert.Equal(37, _upstream.Requests.Count);
        foreach (var refused in answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests))
        {
            var body = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("REQUEST_LIMIT_EXCEEDED", body.GetProperty("error_code").GetString());
            Assert.StartsWith($"User-defined limit exceeded for '{Name}': 37 RPM", body.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(key is "user", body.GetProperty("message").GetString()!.Contains("for user", StringComparison.Ordinal));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61); // just over 60 s, rounded up
            Assert.Equal("37", refused.Headers.GetValues("x-ratelimit-limit-requests").Single());
            Assert.Equal("0", refused.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        }
    }

    [Fact]
    public async Task A_limit_can_be_lifted_and_lowered_and_holds_from_the_next_call_on()
    {
        await LimitAsync(new { key = "endpoint", renewal_period = "minute", calls = 1 });
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await QueryAsync(), await QueryAsync()]);

        await LimitAsync(new { key = "endpoint", renewal_period = "minute", calls = 2 });
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await QueryAsync(), await QueryAsync()]);

        await LimitAsync();
        Assert.Equal(HttpStatusCode.OK, await QueryAsync());
    }

    [Fact]
    public async Task A_limit_of_0_closes_the_endpoint()
    {
        await LimitAsync(new { key = "user", renewal_period = "minute", calls = 0 });

        using var answer = await Client.QueryAsync(Name, Calls.Hello());
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("PERMISSION_DENIED", body.GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task What_one_limit_refuses_does_not_count_against_another()
    {
        await LimitAsync(
            new { key = "user", renewal_period = "minute", calls = 5 }, new { key = "endpoint", renewal_period = "minute", calls = 2 });
        for (var call = 0; call < 10; call++) await QueryAsync();

        await LimitAsync(new { key = "user", renewal_period = "minute", calls = 5 });

        var rest = new List<HttpStatusCode>();
        for (var call = 0; call < 4; call++) rest.Add(await QueryAsync());
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], rest);
    }

    [Fact]
    public async Task Streams_count_as_well()
    {
        await LimitAsync(new { key = "user", renewal_period = "minute", calls = 1 });

        using var first = await Client.QueryAsync(Name, Calls.Hello(stream: true));
        using var second = await Client.QueryAsync(Name, Calls.Hello(stream: true));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.Equal("0", first.Headers.GetValues("x-ratelimit-remaining-requests").Single());
    }

    [Fact]
    public async Task Tokens_that_are_used_up_refuse_the_next_call_until_the_limit_is_raised()
    {
        await GatewayAsync(new { key = "user", renewal_period = "minute", calls = 100, tokens = 2 });
        var body = new { messages = new[] { new { role = "user", content = "hello" } }, max_tokens = 5 }; // reserves all there is

        using var first = await Client.QueryAsync(Name, body);
        using var second = await Client.QueryAsync(Name, body);
        await GatewayAsync(new { key = "user", renewal_period = "minute", tokens = 1_000 });
        using var third = await Client.QueryAsync(Name, body);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK], new[] { first, second, third }.Select(answer => answer.StatusCode));
        Assert.StartsWith(
            $"User-defined limit exceeded for '{Name}': 2 TPM for user.",
            (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61);
        Assert.Equal(("2", "0"), (Header(second, "x-ratelimit-limit-tokens"), Header(second, "x-ratelimit-remaining-tokens")));
        Assert.Equal("99", Header(second, "x-ratelimit-remaining-requests"));
    }

    [Fact]
    public async Task A_limit_of_the_callers_own_goes_before_the_default_of_users()
    {
        var me = (await Client.SendAsync(HttpMethod.Get, "/api/2.0/preview/scim/v2/Me")).GetProperty("userName").GetString();
        await GatewayAsync(
            new { key = "user", renewal_period = "minute", calls = 0 }, new { key = "user", principal = me, renewal_period = "minute", calls = 2 });

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await QueryAsync(), await QueryAsync(), await QueryAsync()]);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private Task<JsonElement> GatewayAsync(params object[] limits) =>
        Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new { rate_limits = limits });

    private Task<JsonElement> LimitAsync(params object[] limits) =>
        Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/rate-limits", new { rate_limits = limits });

    private async Task<HttpStatusCode> QueryAsync()
    {
        using var answer = await Client.QueryAsync(Name, Calls.Hello());
        return answer.StatusCode;
    }
}
