using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Andamento.Api.Auth;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Auth;

public sealed class AuthenticationTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    [Fact]
    public async Task A_request_without_a_token_learns_how_to_send_one()
    {
        var answer = await server.SendAsync(HttpMethod.Get, "/api/2.0/token/list", (string?)null);

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Status, answer.ErrorCode));
        Assert.Equal("No token. Send 'Authorization: Bearer <token>'.", answer.Message);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task An_unknown_token_is_not_valid()
    {
        var answer = await server.GetAsync("/api/2.0/token/list", "dapi-unknown");

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Status, answer.ErrorCode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(TokenKey.MaxLength + 1)]
    public async Task What_cannot_be_a_token_is_refused_unasked(int length)
    {
        var asked = server.Identity.Questions;

        var answer = await server.GetAsync("/api/2.0/token/list", new string('x', length));

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Status, answer.ErrorCode));
        Assert.Equal(asked, server.Identity.Questions);
    }

    [Fact]
    public async Task A_route_that_takes_keys_says_so()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/v1/messages", (string?)null, "{}");

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Status, answer.ErrorCode));
        Assert.Equal("No token. Send 'Authorization: Bearer <token>' or 'x-api-key: <token>'.", answer.Message);
        Assert.Equal("authentication_error", answer.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens", HttpStatusCode.NotImplemented)]
    [InlineData("/v1/embeddings", HttpStatusCode.Unauthorized)]
    public async Task A_key_opens_only_routes_that_take_keys(string path, HttpStatusCode status)
    {
        var answer = await server.SendAsync(HttpMethod.Post, path, (AuthenticationHeaderValue?)null, "{}", ("x-api-key", ScriptedIdentity.OwnerToken));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_token_may_come_as_a_password()
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes("token:" + ScriptedIdentity.OwnerToken));
        var answer = await server.SendAsync(HttpMethod.Get, "/api/2.0/token/list", new AuthenticationHeaderValue("Basic", pair));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }
}
