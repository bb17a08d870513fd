using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>Who may do what: two users with tokens of their own, and a program that signs in by OAuth.</summary>
public sealed class AccessTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private const string Scim = "/api/2.0/preview/scim/v2";

    private WireDouble _upstream = null!;
    private HttpClient _creator = null!;
    private HttpClient _other = null!;
    private string _otherName = "";
    private string _id = "";

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        _otherName = $"{Name}-u2@example.com";
        _creator = Server.ClientOf(await Server.NewTokenAsync($"{Name}-u1@example.com"));
        _other = Server.ClientOf(await Server.NewTokenAsync(_otherName));
        _id = (await _creator.CreateAsync(Name, [Calls.External("gpt", _upstream)])).GetProperty("id").GetString()!;
    }

    public async Task DisposeAsync()
    {
        _creator.Dispose();
        _other.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Access_control_is_set_on_an_external_endpoint()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await QueryAsync(_other));
        Assert.Equal([], await NamesAsync(_other));

        await PermitAsync(HttpMethod.Patch, new { user_name = _otherName, permission_level = "CAN_QUERY" });
        Assert.Equal(HttpStatusCode.OK, await QueryAsync(_other));
        Assert.Equal("CAN_QUERY", (await _other.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}")).GetProperty("permission_level").GetString());
        Assert.Equal([Name], await NamesAsync(_other));
        Assert.Equal([Name], await ModelsAsync(_other));
        using var changed = await _other.PutAsync(
            $"/api/2.0/serving-endpoints/{Name}/config", new StringContent("""{"served_entities": []}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);

        await PermitAsync(HttpMethod.Patch, new { user_name = _otherName, permission_level = "CAN_VIEW" });
        Assert.Equal(HttpStatusCode.Forbidden, await QueryAsync(_other));
        Assert.Equal([], await ModelsAsync(_other));

        await PermitAsync(HttpMethod.Put);
        Assert.Equal(HttpStatusCode.Forbidden, await QueryAsync(_other));
        Assert.Equal([], await NamesAsync(_other));
        Assert.Equal(HttpStatusCode.OK, await QueryAsync(_creator));
    }

    [Fact]
    public async Task A_program_signs_in_by_oauth_and_queries_what_a_group_of_groups_may()
    {
        var nightly = await Client.SendAsync(HttpMethod.Post, $"{Scim}/ServicePrincipals", new { displayName = "nightly" });
        var (id, application) = (nightly.GetProperty("id").GetString()!, nightly.GetProperty("applicationId").GetString()!);
        var inner = await Client.SendAsync(
            HttpMethod.Post, $"{Scim}/Groups", new { displayName = $"{Name}-inner", members = new[] { new { value = id } } });
        var outer = await Client.SendAsync(HttpMethod.Post, $"{Scim}/Groups", new { displayName = $"{Name}-outer" });
        var secret = (await Client.SendAsync(HttpMethod.Post, $"/api/2.0/accounts/servicePrincipals/{id}/credentials/secrets", new { })).GetProperty("secret").GetString()!;
        using var program = Server.ClientOf(await SignInAsync(application, secret));

        Assert.Equal(application, (await program.SendAsync(HttpMethod.Get, $"{Scim}/Me")).GetProperty("userName").GetString());
        await PermitAsync(HttpMethod.Patch, new { group_name = $"{Name}-outer", permission_level = "CAN_QUERY" });
        Assert.Equal(HttpStatusCode.Forbidden, await QueryAsync(program));

        await Client.SendAsync(HttpMethod.Patch, $"{Scim}/Groups/{outer.GetProperty("id").GetString()}", new
        {
            Operations = new[] { new { op = "add", path = "members", value = new[] { new { value = inner.GetProperty("id").GetString() } } } },
        });
        Assert.Equal(HttpStatusCode.OK, await UntilAsync(program, HttpStatusCode.OK));

        await Client.SendAsync(HttpMethod.Patch, $"{Scim}/ServicePrincipals/{id}", new
        {
            Operations = new[] { new { op = "replace", path = "active", value = false } },
        });
        Assert.Equal(HttpStatusCode.Unauthorized, await UntilAsync(program, HttpStatusCode.Unauthorized));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => SignInAsync(application, secret));
        Assert.Contains("invalid_client", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_read_and_used_by_those_who_may()
    {
        await _creator.SendAsync(HttpMethod.Post, "/api/2.0/secrets/scopes/create", new { scope = Name });
        await _creator.SendAsync(HttpMethod.Post, "/api/2.0/secrets/put", new { scope = Name, key = "k", string_value = _upstream.ApiKey });
        object[] entities = [Calls.External("gpt", _upstream, secret: $"{{{{secrets/{Name}/k}}}}")];

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => _other.CreateAsync($"{Name}-2", entities));
        Assert.Contains("INVALID_PARAMETER_VALUE", refused.Message, StringComparison.Ordinal);
        Assert.Contains("403", (await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(_other))).Message, StringComparison.Ordinal);

        await _creator.SendAsync(HttpMethod.Post, "/api/2.0/secrets/acls/put", new { scope = Name, principal = _otherName, permission = "READ" });
        Assert.Equal(_upstream.ApiKey, Encoding.UTF8.GetString(Convert.FromBase64String((await ReadAsync(_other)).GetProperty("value").GetString()!)));
        await _other.CreateAsync($"{Name}-2", entities);
        using var answer = await _other.QueryAsync($"{Name}-2", Calls.Hello());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<JsonElement> ReadAsync(HttpClient client) => client.SendAsync(HttpMethod.Get, $"/api/2.0/secrets/get?scope={Name}&key=k");

    private Task<JsonElement> PermitAsync(HttpMethod method, params object[] entries) =>
        _creator.SendAsync(method, $"/api/2.0/permissions/serving-endpoints/{_id}", new { access_control_list = entries });

    private async Task<HttpStatusCode> QueryAsync(HttpClient client)
    {
        using var answer = await client.QueryAsync(Name, Calls.Hello());
        return answer.StatusCode;
    }

    // A front door hears of a change of groups a moment after who made it has the answer.
    private async Task<HttpStatusCode> UntilAsync(HttpClient client, HttpStatusCode wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var seen = await QueryAsync(client);
        while (seen != wanted && !limit.IsCancellationRequested) seen = await QueryAsync(client);

        return seen;
    }

    private static async Task<List<string?>> NamesAsync(HttpClient client) =>
        [.. (await client.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints")).GetProperty("endpoints").EnumerateArray()
            .Select(endpoint => endpoint.GetProperty("name").GetString())];

    private static async Task<List<string?>> ModelsAsync(HttpClient client) =>
        [.. (await client.SendAsync(HttpMethod.Get, "/serving-endpoints/models")).GetProperty("data").EnumerateArray()
            .Select(model => model.GetProperty("id").GetString())];

    // As the SDKs do: look for the token's address, then ask with HTTP Basic.
    private async Task<string> SignInAsync(string application, string secret)
    {
        using var anybody = Server.ClientOf(null);
        var server = await anybody.SendAsync(HttpMethod.Get, "/oidc/.well-known/oauth-authorization-server");
        using var request = new HttpRequestMessage(HttpMethod.Post, server.GetProperty("token_endpoint").GetString());
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{application}:{secret}")));
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "all-apis")]);
        using var answer = await anybody.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("access_token").GetString()!
            : throw new HttpRequestException($"{(int)answer.StatusCode} {text}");
    }
}
