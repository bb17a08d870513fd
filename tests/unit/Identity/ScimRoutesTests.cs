using System.Net;
using Andamento.Tests.Unit.Control;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Identity;

public sealed class ScimRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Scim = "/api/2.0/preview/scim/v2";

    private readonly string _name = $"u-{Guid.NewGuid():N}@example.com";

    [Theory]
    [InlineData("Users", "userName")]
    [InlineData("ServicePrincipals", "applicationId")]
    public async Task A_principal_is_made_found_changed_and_deleted(string folder, string member)
    {
        var name = folder is "Users" ? _name : Guid.NewGuid().ToString("D");
        var made = await server.SendAsync(
            HttpMethod.Post, $"{Scim}/{folder}", AdministratorToken, $$"""{"{{member}}": "{{name}}", "displayName": "N", "active": true}""");
        var id = made.Json.GetProperty("id").GetString();
        var found = await server.GetAsync($"{Scim}/{folder}?filter={member}+eq+%22{name}%22", OwnerToken);
        var changed = await server.SendAsync(HttpMethod.Patch, $"{Scim}/{folder}/{id}", AdministratorToken, """
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "active", "value": "false"}]}
            """);
        var replaced = await server.SendAsync(HttpMethod.Put, $"{Scim}/{folder}/{id}", AdministratorToken, $$"""{"{{member}}": "{{name}}", "displayName": "M"}""");
        var deleted = await server.SendAsync(HttpMethod.Delete, $"{Scim}/{folder}/{id}", AdministratorToken);
        var gone = await server.GetAsync($"{Scim}/{folder}/{id}", OwnerToken);

        Assert.Equal((HttpStatusCode.Created, name, "N"), (made.Status, made.Json.GetProperty(member).GetString(), made.Json.GetProperty("displayName").GetString()));
        Assert.Equal((1, id), (found.Json.GetProperty("totalResults").GetInt32(), found.Json.GetProperty("Resources")[0].GetProperty("id").GetString()));
        Assert.False(changed.Json.GetProperty("active").GetBoolean());
        Assert.Equal(("M", false), (replaced.Json.GetProperty("displayName").GetString(), replaced.Json.GetProperty("active").GetBoolean()));
        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Body));
        Assert.Equal((HttpStatusCode.NotFound, "404"), (gone.Status, gone.Json.GetProperty("status").GetString()));
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", gone.Json.GetProperty("schemas")[0].GetString());
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        var first = await server.GetAsync($"{Scim}/Users?startIndex=1&count=2", OwnerToken);
        var total = first.Json.GetProperty("totalResults").GetInt32();
        var beyond = await server.GetAsync($"{Scim}/Users?startIndex={total + 1}", OwnerToken);

        Assert.Equal((2, 2), (first.Json.GetProperty("itemsPerPage").GetInt32(), first.Json.GetProperty("Resources").GetArrayLength()));
        Assert.Equal(0, beyond.Json.GetProperty("Resources").GetArrayLength());
        Assert.Equal(total, beyond.Json.GetProperty("totalResults").GetInt32());
    }

    [Fact]
    public async Task A_group_holds_people_and_groups_and_who_am_i_tells_both()
    {
        var (inner, outer) = ($"inner-{_name}", $"outer-{_name}");
        var made = await GroupAsync(inner, "id of owner@example.com");
        var around = await GroupAsync(outer, made.Json.GetProperty("id").GetString()!);
        var me = await server.GetAsync($"{Scim}/Me", OwnerToken);
        var found = await server.GetAsync($"{Scim}/Groups?filter=displayName+eq+%22{outer}%22", OwnerToken);

        Assert.Equal("owner@example.com", made.Json.GetProperty("members")[0].GetProperty("display").GetString());
        Assert.StartsWith("Groups/", around.Json.GetProperty("members")[0].GetProperty("$ref").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, found.Json.GetProperty("totalResults").GetInt32());
        var groups = me.Json.GetProperty("groups").EnumerateArray()
            .ToDictionary(group => group.GetProperty("display").GetString()!, group => group.GetProperty("type").GetString());
        Assert.Equal(("direct", "indirect", "direct"), (groups[inner], groups[outer], groups["users"]));
    }

    [Theory]
    [InlineData("POST", "Users", """{"userName": "x@example.com"}""")]
    [InlineData("PATCH", "Users/id of stranger@example.com", """{"Operations": []}""")]
    [InlineData("DELETE", "Users/id of stranger@example.com", null)]
    [InlineData("POST", "ServicePrincipals", "{}")]
    [InlineData("POST", "Groups", """{"displayName": "g"}""")]
    [InlineData("PATCH", "Groups/1", """{"Operations": []}""")]
    [InlineData("DELETE", "Groups/1", null)]
    public async Task Only_administrators_write(string method, string path, string? body)
    {
        var answer = await server.SendAsync(new HttpMethod(method), $"{Scim}/{path}", OwnerToken, body);

        Assert.Equal((HttpStatusCode.Forbidden, "403"), (answer.Status, answer.Json.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("POST", "Users", """{"userName": "owner@example.com"}""", 409, "uniqueness")]
    [InlineData("POST", "Users", "{}", 400, "invalidValue")]
    [InlineData("POST", "Users", "{", 400, "invalidSyntax")]
    [InlineData("POST", "Groups", """{"displayName": "g", "members": [{"value": "nobody"}]}""", 404, null)]
    [InlineData("GET", "Users?filter=userName", null, 400, "invalidFilter")]
    [InlineData("GET", "Users?startIndex=one", null, 400, "invalidValue")]
    [InlineData("GET", "Users/77", null, 404, null)] // a service principal
    [InlineData("PATCH", "Users/id of root@example.com", "{}", 400, "invalidSyntax")]
    [InlineData("PATCH", "Users/id of root@example.com", """{"Operations": [{"op": "move"}]}""", 400, "invalidSyntax")]
    [InlineData("PATCH", "Users/id of root@example.com", """{"Operations": [{"op": "remove"}]}""", 400, "noTarget")]
    [InlineData("PATCH", "Users/id of root@example.com", """{"Operations": [{"op": "replace", "path": "userName", "value": "x"}]}""", 400, "mutability")]
    [InlineData("PATCH", "Users/id of root@example.com", """{"Operations": [{"op": "replace", "path": "active", "value": false}]}""", 400, "mutability")] // the last administrator
    [InlineData("DELETE", "Users/id of root@example.com", null, 400, "mutability")]
    [InlineData("PATCH", "Groups/1", """{"Operations": [{"op": "replace", "path": "roles", "value": []}]}""", 400, "invalidPath")]
    [InlineData("DELETE", "Groups/1", null, 400, "mutability")] // built in
    public async Task What_is_wrong_is_said_in_scims_shape(string method, string path, string? body, int status, string? code)
    {
        var answer = await server.SendAsync(new HttpMethod(method), $"{Scim}/{path}", AdministratorToken, body);

        Assert.Equal((status, $"{status}"), ((int)answer.Status, answer.Json.GetProperty("status").GetString()));
        Assert.Equal(code, answer.Json.TryGetProperty("scimType", out var type) ? type.GetString() : null);
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_the_one_that_all_clients_know()
    {
        var answer = await server.SendAsync(HttpMethod.Get, $"{Scim}/Users", (string?)null);

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Status, answer.ErrorCode));
    }

    private Task<Answer> GroupAsync(string name, string member) => server.SendAsync(
        HttpMethod.Post, $"{Scim}/Groups", AdministratorToken, $$"""{"displayName": "{{name}}", "members": [{"value": "{{member}}"}]}""");
}
