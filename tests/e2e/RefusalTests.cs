using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class RefusalTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    private string Query => $"/serving-endpoints/{Name}/invocations";

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("dapi00000000000000000000000000000000")]
    public async Task Without_a_valid_token_nothing_is_answered(string? token)
    {
        using var stranger = Server.ClientOf(token);

        using var answer = await PostAsync(stranger, Query, "{}");

        await AssertAsync(answer, 401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task Another_user_may_not_query_what_is_not_theirs()
    {
        using var other = Server.ClientOf(await Server.NewTokenAsync("someone@example.com"));

        using var answer = await PostAsync(other, Query, """{"messages":[]}""");

        await AssertAsync(answer, 403, "PERMISSION_DENIED");
        var models = await other.SendAsync(HttpMethod.Get, "/v1/models");
        Assert.Equal(0, models.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("/serving-endpoints/no-such/invocations", """{"messages":[]}""", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("/serving-endpoints/{0}/served-models/no-such/invocations", """{"messages":[]}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("/serving-endpoints/chat/completions", """{"model":"no-such","messages":[]}""", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("/serving-endpoints/chat/completions", """{"messages":[]}""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/completions", """{"model":"{0}","prompt":"x"}""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/invocations", """{"input":"x"}""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/invocations", """{"messages":[],"stream":"yes"}""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/invocations", """{"messages":[],"messages":[]}""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/invocations", """[]""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/invocations", """{"messages":""", 400, "BAD_REQUEST")]
    [InlineData("/serving-endpoints/{0}/nonsense", """{}""", 404, "NOT_FOUND")]
    public async Task What_is_wrong_is_told_in_one_shape(string path, string body, int status, string code)
    {
        using var answer = await PostAsync(Client, path.Replace("{0}", Name), body.Replace("{0}", Name));

        await AssertAsync(answer, status, code);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task A_stream_of_embeddings_is_refused()
    {
        await Client.CreateExternalAsync($"{Name}-e", _upstream, "llm/v1/embeddings");

        using var answer = await PostAsync(Client, $"/serving-endpoints/{Name}-e/invocations", """{"input":"x","stream":true}""");

        await AssertAsync(answer, 400, "BAD_REQUEST");
    }

    [Fact]
    public async Task Another_method_is_not_allowed()
    {
        using var answer = await Client.GetAsync(Query);

        await AssertAsync(answer, 405, "BAD_REQUEST");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_media_type_is_not_taken(string type)
    {
        using var answer = await PostAsync(Client, Query, "{}", type);

        await AssertAsync(answer, 415, "BAD_REQUEST");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_4_MB_is_too_large(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Query)
        {
            Content = new StringContent($$"""{"messages":[],"x":"{{new string('x', 4 * 1024 * 1024)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // what large uploads should do: the refusal comes before the body is sent

        using var answer = await Client.SendAsync(request);

        await AssertAsync(answer, 413, "BAD_REQUEST");
    }

    [Fact]
    public async Task A_body_just_under_4_MB_passes()
    {
        using var answer = await PostAsync(Client, Query, $$"""{"messages":[],"x":"{{new string('x', (4 * 1024 * 1024) - 100)}}"}""");

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(401, 403, "PERMISSION_DENIED")]
    [InlineData(404, 404, "NOT_FOUND")]
    [InlineData(429, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(500, 502, "INTERNAL_ERROR")]
    [InlineData(503, 503, "TEMPORARILY_UNAVAILABLE")]
    public async Task What_a_provider_refuses_is_told_as_the_providers_refusal(int upstream, int status, string code)
    {
        _upstream.Reply(Replies.Error(upstream, "Not today.", retryAfter: upstream is 429 ? "70" : null)); // longer than anyone waits

        using var answer = await PostAsync(Client, Query, """{"messages":[]}""");

        var body = await AssertAsync(answer, status, code);
        Assert.Equal(upstream, body.GetProperty("error").GetProperty("upstream_status").GetInt32());
        if (status is 429) Assert.Equal("70", answer.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_at_once_and_its_name_is_free()
    {
        using (var before = await PostAsync(Client, Query, """{"messages":[]}""")) Assert.Equal(200, (int)before.StatusCode);

        await Client.SendAsync(HttpMethod.Delete, $"/api/2.0/serving-endpoints/{Name}");
        using (var after = await PostAsync(Client, Query, """{"messages":[]}""")) await AssertAsync(after, 404, "ENDPOINT_NOT_FOUND");

        await Client.CreateExternalAsync(Name, _upstream);
        using var again = await PostAsync(Client, Query, """{"messages":[]}""");
        Assert.Equal(200, (int)again.StatusCode);
    }

    private static async Task<JsonElement> AssertAsync(HttpResponseMessage answer, int status, string code)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), ((int)answer.StatusCode, body.GetProperty("error_code").GetString()));
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
        Assert.Equal(body.GetProperty("message").GetString(), body.GetProperty("error").GetProperty("message").GetString());
        Assert.True(answer.Headers.Contains("X-Request-Id"));
        return body;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body, string type = "application/json") =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, type));
}
