using System.Net;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Control;

public sealed class SecretAclRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private readonly string _scope = "s-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task The_creator_manages_a_new_scope_and_gives_permissions_away()
    {
        await CreateAsync();
        await PutAclAsync("stranger@example.com", "READ");
        var one = await GetAsync($"acls/get?scope={_scope}&principal=stranger@example.com");
        var all = await GetAsync($"acls/list?scope={_scope}");
        await PostAsync("acls/delete", $$"""{"scope": "{{_scope}}", "principal": "stranger@example.com"}""");
        var none = await GetAsync($"acls/get?scope={_scope}&principal=stranger@example.com");

        Assert.Equal("""{"principal":"stranger@example.com","permission":"READ"}""", one.Body);
        Assert.Equal(
            """{"items":[{"principal":"owner@example.com","permission":"MANAGE"},{"principal":"stranger@example.com","permission":"READ"}]}""", all.Body);
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (none.Status, none.ErrorCode));
    }

    [Theory]
    [InlineData("READ", 200, 403, 403)]
    [InlineData("WRITE", 200, 200, 403)]
    [InlineData("MANAGE", 200, 200, 200)]
    public async Task A_higher_permission_includes_the_lower_ones(string permission, int get, int put, int manage)
    {
        await CreateAsync();
        await PostAsync("put", $$"""{"scope": "{{_scope}}", "key": "k", "string_value": "v"}""");
        await PutAclAsync("users", permission);

        Assert.Equal(get, (int)(await GetAsync($"get?scope={_scope}&key=k", StrangerToken)).Status);
        Assert.Equal(get, (int)(await GetAsync($"list?scope={_scope}", StrangerToken)).Status);
        Assert.Equal(put, (int)(await PostAsync("put", $$"""{"scope": "{{_scope}}", "key": "l", "string_value": "v"}""", StrangerToken)).Status);
        Assert.Equal(put, (int)(await PostAsync("delete", $$"""{"scope": "{{_scope}}", "key": "l"}""", StrangerToken)).Status);
        Assert.Equal(manage, (int)(await GetAsync($"acls/list?scope={_scope}", StrangerToken)).Status);
        Assert.Equal(manage, (int)(await PostAsync("scopes/delete", $$"""{"scope": "{{_scope}}"}""", StrangerToken)).Status);
    }

    [Fact]
    public async Task A_value_comes_back_in_base64_for_those_who_may_read_it()
    {
        await CreateAsync();
        await PostAsync("put", $$"""{"scope": "{{_scope}}", "key": "k", "string_value": "v"}""");
        var mine = await GetAsync($"get?scope={_scope}&key=k");
        var missing = await GetAsync($"get?scope={_scope}&key=other");
        var theirs = await GetAsync($"get?scope={_scope}&key=k", StrangerToken);

        Assert.Equal("""{"key":"k","value":"dg=="}""", mine.Body);
        Assert.True(mine.Headers.CacheControl?.NoStore);
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (missing.Status, missing.ErrorCode));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (theirs.Status, theirs.ErrorCode));
    }

    [Fact]
    public async Task A_scope_that_everybody_manages_is_listed_for_everybody()
    {
        await PostAsync("scopes/create", $$"""{"scope": "{{_scope}}", "initial_manage_principal": "users"}""");

        Assert.Contains(_scope, (await GetAsync("scopes/list", StrangerToken)).Body, StringComparison.Ordinal);
        Assert.Equal("""{"items":[{"principal":"users","permission":"MANAGE"}]}""", (await GetAsync($"acls/list?scope={_scope}", StrangerToken)).Body);
    }

    [Theory]
    [InlineData("nobody@example.com", "READ", "principal: 'nobody@example.com' is no user, service principal or group.")]
    [InlineData("users", "OWN", "permission: 'OWN' must be READ, WRITE or MANAGE.")]
    public async Task What_is_wrong_with_a_permission_is_said(string principal, string permission, string message)
    {
        await CreateAsync();
        var answer = await PutAclAsync(principal, permission);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE", message), (answer.Status, answer.ErrorCode, answer.Message));
    }

    [Theory]
    [InlineData("get?scope=s")]
    [InlineData("acls/get?scope=s")]
    [InlineData("acls/list")]
    public async Task A_missing_parameter_is_named(string path)
    {
        var answer = await GetAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.EndsWith("is missing from the query string.", answer.Message, StringComparison.Ordinal);
    }

    private Task<Answer> CreateAsync() => PostAsync("scopes/create", $$"""{"scope": "{{_scope}}"}""");

    private Task<Answer> PutAclAsync(string principal, string permission) =>
        PostAsync("acls/put", $$"""{"scope": "{{_scope}}", "principal": "{{principal}}", "permission": "{{permission}}"}""");

    private Task<Answer> GetAsync(string path, string token = OwnerToken) => server.GetAsync($"/api/2.0/secrets/{path}", token);

    private Task<Answer> PostAsync(string operation, string body, string token = OwnerToken) =>
        server.SendAsync(HttpMethod.Post, $"/api/2.0/secrets/{operation}", token, body);
}
