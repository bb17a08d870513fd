using System.Net;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Control;

/// <summary>Secrets, tokens, who am I, and health.</summary>
public sealed class WorkspaceRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private readonly string _scope = "s-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_secret_is_put_listed_and_deleted_and_never_shown()
    {
        await PostAsync("secrets/scopes/create", $$"""{"scope": "{{_scope}}"}""");
        await PostAsync("secrets/put", $$"""{"scope": "{{_scope}}", "key": "a", "string_value": "s3cret"}""");
        await PostAsync("secrets/put", $$"""{"scope": "{{_scope}}", "key": "b", "bytes_value": "czNjcmV0"}""");
        var both = await server.GetAsync($"/api/2.0/secrets/list?scope={_scope}", OwnerToken);
        await PostAsync("secrets/delete", $$"""{"scope": "{{_scope}}", "key": "a"}""");
        var one = await server.GetAsync($"/api/2.0/secrets/list?scope={_scope}", OwnerToken);

        Assert.Equal(("s3cret", "s3cret"), (server.Scopes.Values[(_scope, "a")], server.Scopes.Values[(_scope, "b")]));
        Assert.Equal("""{"secrets":[{"key":"a","last_updated_timestamp":0},{"key":"b","last_updated_timestamp":0}]}""", both.Body);
        Assert.Equal("""{"secrets":[{"key":"b","last_updated_timestamp":0}]}""", one.Body);
    }

    [Fact]
    public async Task A_new_scope_is_for_its_creator_and_administrators()
    {
        await PostAsync("secrets/scopes/create", $$"""{"scope": "{{_scope}}"}""");
        var mine = await server.GetAsync("/api/2.0/secrets/scopes/list", OwnerToken);
        var theirs = await server.GetAsync("/api/2.0/secrets/scopes/list", StrangerToken);
        var refused = await PostAsync(
            "secrets/put", $$"""{"scope": "{{_scope}}", "key": "a", "string_value": "x"}""", StrangerToken);
        var deleted = await PostAsync("secrets/scopes/delete", $$"""{"scope": "{{_scope}}"}""", AdministratorToken);

        Assert.Contains($$"""{"name":"{{_scope}}","backend_type":"DATABRICKS"}""", mine.Body, StringComparison.Ordinal);
        Assert.Equal("""{"scopes":[]}""", theirs.Body);
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
        Assert.Equal((HttpStatusCode.OK, "{}"), (deleted.Status, deleted.Body));
    }

    [Theory]
    [InlineData("scopes/create", """{"scope": "a b"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("scopes/create", """{"scope": "a", "scope_backend_type": "AZURE_KEYVAULT"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("scopes/create", """{"scope": "a", "initial_manage_principal": "me"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("scopes/delete", """{"scope": "nobodys"}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("put", """{"scope": "nobodys", "key": "a", "string_value": "x"}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("put", """{"scope": "nobodys", "key": "a"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("put", """{"scope": "nobodys", "key": "a", "bytes_value": "?"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("put", """{"scope": "s", "key": "a", "string_value": "x", "bytes_value": "eA=="}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("get", "{}", 405, "BAD_REQUEST")]
    public async Task What_is_wrong_with_a_secret_is_said(string operation, string body, int status, string code)
    {
        var answer = await PostAsync($"secrets/{operation}", body);

        Assert.Equal((status, code), ((int)answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_token_is_made_for_the_caller_and_shown_once()
    {
        var made = await PostAsync("token/create", """{"comment": "ci", "lifetime_seconds": "60"}""");
        var forever = await PostAsync("token/create", """{"lifetime_seconds": -1}""");
        var list = await server.GetAsync("/api/2.0/token/list", OwnerToken);

        Assert.Equal(
            """{"token_value":"dapi-new","token_info":{"token_id":"abc","creation_time":0,"expiry_time":60000,"comment":"ci"}}""",
            made.Body);
        Assert.Equal(-1, forever.Json.GetProperty("token_info").GetProperty("expiry_time").GetInt64());
        Assert.Equal(
            """{"token_infos":[{"token_id":"abc","creation_time":0,"expiry_time":-1,"comment":"owner@example.com"}]}""", list.Body);
        Assert.Contains(server.Identity.Wishes, wish => wish is { User: "owner@example.com", Administrator: false, OwnerMustExist: true });
    }

    [Theory]
    [InlineData("create", """{"lifetime_seconds": 0}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("create", """{"lifetime_seconds": 9223372036854775807}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("delete", """{"token_id": "abc"}""", 200, null)]
    [InlineData("delete", """{"token_id": "other"}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    public async Task What_is_wrong_with_a_token_is_said(string operation, string body, int status, string? code)
    {
        var answer = await PostAsync($"token/{operation}", body);

        Assert.Equal((status, code), ((int)answer.Status, code is null ? null : answer.ErrorCode));
    }

    [Theory]
    [InlineData("abc", """{"token": {"comment": "ci"}, "update_mask": "comment"}""", 200, "{}")]
    [InlineData("abc", """{"comment": "ci"}""", 200, "{}")]
    [InlineData("abc", "{}", 400, "token.comment")]
    [InlineData("other", """{"comment": "ci"}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    public async Task A_token_gets_another_comment(string id, string body, int status, string said)
    {
        var answer = await server.SendAsync(HttpMethod.Patch, $"/api/2.0/token/{id}", OwnerToken, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(said, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_learns_who_they_are()
    {
        var me = await server.GetAsync("/api/2.0/preview/scim/v2/Me", AdministratorToken);

        Assert.Equal(["1"], me.Headers.GetValues("X-Databricks-Org-Id"));
        Assert.Equal("root@example.com", me.Json.GetProperty("userName").GetString());
        Assert.Equal("admins", me.Json.GetProperty("groups")[0].GetProperty("display").GetString());
    }

    [Theory]
    [InlineData("/health/live", """{"status":"live"}""")]
    [InlineData("/health/ready", """{"status":"ready","reasons":[]}""")]
    public async Task Health_needs_no_token(string path, string body)
    {
        var answer = await server.SendAsync(HttpMethod.Get, path, (string?)null);

        Assert.Equal((HttpStatusCode.OK, body), (answer.Status, answer.Body));
    }

    private Task<Answer> PostAsync(string operation, string body, string token = OwnerToken) =>
        server.SendAsync(HttpMethod.Post, $"/api/2.0/{operation}", token, body);
}
