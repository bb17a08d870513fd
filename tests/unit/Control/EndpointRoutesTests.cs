using System.Net;
using Andamento.Endpoints;
using Andamento.RateLimits;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Control;

public sealed class EndpointRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Endpoints = "/api/2.0/serving-endpoints";

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task An_endpoint_is_created_with_and_without_a_trailing_slash(string slash)
    {
        var name = NewName();
        var answer = await server.SendAsync(HttpMethod.Post, Endpoints + slash, OwnerToken, $$"""
            {"name": "{{name}}", "rate_limits": [{"calls": 1, "renewal_period": "minute"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(name, answer.Json.GetProperty("name").GetString());
        Assert.Equal("owner@example.com", server.Endpoints.All[name].Creator);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.Endpoint, 1)], server.Endpoints.All[name].RateLimits);
    }

    [Theory]
    [InlineData("""{"name": ""}""", "name: is missing.")]
    [InlineData("""{"name": "a/b"}""", "name: must be 1 to 63 characters out of A-Z, a-z, 0-9, '_' and '-'.")]
    [InlineData("""{"name": 1}""", "name: must be a string, not a number.")]
    public async Task A_name_that_cannot_be_one_is_refused(string body, string message)
    {
        var answer = await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, body);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE", message), (answer.Status, answer.ErrorCode, answer.Message));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict()
    {
        var name = await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, $$"""{"name": "{{name}}"}""");

        Assert.Equal((HttpStatusCode.Conflict, "RESOURCE_ALREADY_EXISTS"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task The_list_has_only_rows_that_the_caller_may_see()
    {
        var name = await CreateAsync();

        Assert.Contains(name, await NamesAsync(OwnerToken));
        Assert.Contains(name, await NamesAsync(AdministratorToken));
        Assert.Equal([], await NamesAsync(StrangerToken));
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("DELETE", "", null)]
    [InlineData("PUT", "/config", "{}")]
    [InlineData("PUT", "/rate-limits", "{}")]
    [InlineData("PUT", "/ai-gateway", "{}")]
    [InlineData("PATCH", "/tags", "{}")]
    [InlineData("PATCH", "/notifications", "{}")]
    [InlineData("PATCH", "/telemetry-config", """{"telemetry_config": {}}""")]
    [InlineData("PATCH", "/system-metrics-export-state", """{"uc_system_metrics_export_state": "FIRST_PARTY_EXPORT_ENABLED"}""")]
    [InlineData("POST", "/config:rollback", """{"version": 1}""")]
    [InlineData("POST", "/config:stop", null)]
    [InlineData("POST", "/config:start", null)]
    [InlineData("POST", "/config:cancel", null)]
    [InlineData("GET", "/config-history", null)]
    [InlineData("GET", "/events", null)]
    [InlineData("GET", "/metrics", null)]
    [InlineData("GET", "/openapi", null)]
    [InlineData("GET", "/served-models/gpt/logs", null)]
    [InlineData("GET", "/served-models/gpt/build-logs", null)]
    public async Task Strangers_are_refused_and_unknown_names_not_found(string method, string path, string? body)
    {
        var name = await CreateAsync();
        var refused = await server.SendAsync(new HttpMethod(method), $"{Endpoints}/{name}{path}", StrangerToken, body);
        var unknown = await server.SendAsync(new HttpMethod(method), $"{Endpoints}/{NewName()}{path}", OwnerToken, body);
        var impossible = await server.SendAsync(new HttpMethod(method), $"{Endpoints}/a.b{path}", OwnerToken, body);

        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (unknown.Status, unknown.ErrorCode));
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (impossible.Status, impossible.ErrorCode));
        Assert.True(server.Endpoints.All.ContainsKey(name));
    }

    [Fact]
    public async Task An_endpoint_is_read_and_deleted()
    {
        var name = await CreateAsync();
        var read = await server.GetAsync($"{Endpoints}/{name}/", AdministratorToken);
        var deleted = await server.SendAsync(HttpMethod.Delete, $"{Endpoints}/{name}", AdministratorToken);

        Assert.Equal("CAN_MANAGE", read.Json.GetProperty("permission_level").GetString());
        Assert.Equal("application/json", read.ContentHeaders.ContentType?.ToString());
        Assert.Equal((HttpStatusCode.OK, "{}"), (deleted.Status, deleted.Body));
        Assert.False(server.Endpoints.All.ContainsKey(name));
    }

    [Fact]
    public async Task A_config_is_passed_on_with_who_asks()
    {
        var name = await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Put, $"{Endpoints}/{name}/config", AdministratorToken, """
            {"traffic_config": {"routes": [{"served_entity_name": "a", "traffic_percentage": 100}]}}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("root@example.com", server.Endpoints.Updated!.Caller.Name);
        Assert.Null(server.Endpoints.Updated.Config.ServedEntities);
        Assert.Equal<TrafficRoute>([new("a", 100)], server.Endpoints.Updated.Config.Routes!.Value);
    }

    [Fact]
    public async Task Rate_limits_are_repeated_as_stored()
    {
        var name = await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Put, $"{Endpoints}/{name}/rate-limits", OwnerToken, """
            {"rate_limits": [{"calls": "10", "key": "user", "renewal_period": "minute"}, {"calls": 0, "renewal_period": "minute"}]}
            """);

        Assert.Equal(
            """{"rate_limits":[{"key":"user","renewal_period":"minute","calls":10},{"key":"endpoint","renewal_period":"minute","calls":0}]}""",
            answer.Body);
    }

    [Fact]
    public async Task A_gateway_is_repeated_as_stored_and_shown_with_the_endpoint()
    {
        var name = NewName();
        await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, $$$"""
            {"name": "{{{name}}}", "ai_gateway": {"usage_tracking_config": {"enabled": true} } }
            """);
        var read = await server.GetAsync($"{Endpoints}/{name}", OwnerToken);
        var answer = await server.SendAsync(HttpMethod.Put, $"{Endpoints}/{name}/ai-gateway", OwnerToken, """
            {"guardrails": {"input": {"pii": {"behavior": "MASK"}}}, "unknown": true}
            """);

        Assert.Equal("""{"usage_tracking_config":{"enabled":true}}""", read.Json.GetProperty("ai_gateway").GetRawText());
        Assert.Equal("""{"guardrails":{"input":{"safety":false,"pii":{"behavior":"MASK"}}}}""", answer.Body);
        Assert.False((await server.GetAsync($"{Endpoints}/{await CreateAsync()}", OwnerToken)).Json.TryGetProperty("ai_gateway", out _));
    }

    [Fact]
    public async Task A_body_over_a_mebibyte_is_too_large()
    {
        var answer = await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, "{}".PadRight(1024 * 1024 + 1));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BAD_REQUEST"), (answer.Status, answer.ErrorCode));
    }

    private static string NewName() => "e-" + Guid.NewGuid().ToString("N");

    private async Task<string> CreateAsync()
    {
        var name = NewName();
        await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, $$"""{"name": "{{name}}"}""");
        return name;
    }

    private async Task<List<string?>> NamesAsync(string token)
    {
        var answer = await server.GetAsync(Endpoints, token);
        return [.. answer.Json.GetProperty("endpoints").EnumerateArray().Select(row => row.GetProperty("name").GetString())];
    }
}
