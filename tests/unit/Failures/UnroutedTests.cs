using System.Net;
using Andamento.Api.Auth;
using Andamento.Tests.Unit.Auth;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Failures;

public sealed class UnroutedTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/.well-known/nothing")]
    [InlineData("/api/2.0/secrets/nothing")]
    [InlineData("/api/2.0/serving-endpoints/a/b")]
    public async Task An_unknown_route_is_json_too(string path)
    {
        var answer = await server.SendAsync(HttpMethod.Get, path, (string?)null);

        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), (answer.Status, answer.ErrorCode));
        Assert.Equal($"There is no GET {path}.", answer.Message);
    }

    [Fact]
    public async Task A_wrong_method_names_the_right_ones()
    {
        var answer = await server.SendAsync(HttpMethod.Patch, "/api/2.0/serving-endpoints/a", ScriptedIdentity.OwnerToken);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "BAD_REQUEST"), (answer.Status, answer.ErrorCode));
        Assert.Equal(["DELETE", "GET"], answer.ContentHeaders.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/nowhere")]
    [InlineData("/api/2.0/token/list")]
    public async Task Every_answer_has_a_request_id_of_its_own(string path)
    {
        var first = await server.SendAsync(HttpMethod.Get, path, (string?)null);
        var second = await server.SendAsync(HttpMethod.Get, path, (string?)null);

        Assert.NotEqual(Assert.Single(first.Headers.GetValues("X-Request-Id")), Assert.Single(second.Headers.GetValues("X-Request-Id")));
        Assert.False(first.Headers.Contains("Server"));
    }

    [Fact]
    public void Every_route_asks_who_calls_but_for_health_sign_in_the_schema_and_the_operators_own()
    {
        var open = server.Routes.Where(route => route.Metadata.GetMetadata<CallerRequired>() is null)
            .Select(route => route.RoutePattern.RawText);

        Assert.Equal(
            [
                "/.well-known/databricks-config", "/admin/tokens", "/api/openapi.json", "/health/live", "/health/ready", "/oidc/.well-known/oauth-authorization-server",
                "/oidc/.well-known/openid-configuration", "/oidc/v1/authorize", "/oidc/v1/token",
            ],
            open.Order(StringComparer.Ordinal));
    }
}
