using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Andamento.Tests.Unit.Control;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.OAuth;

public sealed class OAuthRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Secrets = "/api/2.0/accounts/servicePrincipals/77/credentials/secrets";

    [Fact]
    public async Task An_sdk_finds_its_way_from_the_host_to_the_token()
    {
        var host = await server.SendAsync(HttpMethod.Get, "/.well-known/databricks-config", (string?)null);
        var oidc = new Uri(host.Json.GetProperty("oidc_endpoint").GetString()!);
        var described = await server.SendAsync(HttpMethod.Get, $"{oidc.AbsolutePath}/.well-known/oauth-authorization-server", (string?)null);
        var token = new Uri(described.Json.GetProperty("token_endpoint").GetString()!);
        var issued = await AskAsync(token.AbsolutePath, Secret);

        Assert.Equal("1", host.Json.GetProperty("workspace_id").GetString());
        Assert.True(described.Json.TryGetProperty("authorization_endpoint", out _));
        Assert.Equal("""{"access_token":"access","token_type":"Bearer","expires_in":3600,"scope":"all-apis"}""", issued.Body);
        Assert.True(issued.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_in_oauths_shape()
    {
        var answer = await AskAsync("/oidc/v1/token", "wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, answer.Json.GetProperty("error").GetString()));
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("wrong\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/oidc/v1/token", (string?)null, new string('x', 16 * 1024));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Secrets_are_for_administrators_and_shown_once()
    {
        var made = await server.SendAsync(HttpMethod.Post, Secrets, AdministratorToken, """{"lifetime": "60s"}""");
        var bare = await server.SendAsync(HttpMethod.Post, Secrets, AdministratorToken);
        var list = await server.GetAsync(Secrets, AdministratorToken);
        var refused = await server.GetAsync(Secrets, OwnerToken);

        Assert.Equal((Secret, "1970-01-01T00:01:00.000Z"), (made.Json.GetProperty("secret").GetString(), made.Json.GetProperty("expire_time").GetString()));
        Assert.Equal(HttpStatusCode.OK, bare.Status);
        Assert.Equal("s1", list.Json.GetProperty("secrets")[0].GetProperty("id").GetString());
        Assert.DoesNotContain(Secret, list.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1s")]
    public async Task A_lifetime_that_is_none_is_refused(string lifetime)
    {
        var answer = await server.SendAsync(HttpMethod.Post, Secrets, AdministratorToken, $$"""{"lifetime": "{{lifetime}}"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
    }

    private Task<Answer> AskAsync(string path, string secret) => server.SendAsync(
        HttpMethod.Post, path, new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Application}:{secret}"))),
        "grant_type=client_credentials&scope=all-apis");
}
