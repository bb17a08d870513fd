using System.Net;
using Andamento.Tests.Unit.Control;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Permissions;

public sealed class PermissionRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Endpoints = "/api/2.0/serving-endpoints";

    private readonly string _name = "e-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_new_endpoint_is_its_creators_and_by_inheritance_the_administrators()
    {
        var id = await CreateAsync();
        var acl = await server.GetAsync(Acl(id), OwnerToken);

        Assert.Equal(
            $$"""{"object_id":"/serving-endpoints/{{id}}","object_type":"serving-endpoint","access_control_list":["""
            + """{"user_name":"owner@example.com","display_name":"owner@example.com","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":false}]},"""
            + """{"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true,"inherited_from_object":["/serving-endpoints/"]}]}]}""",
            acl.Body);
    }

    [Fact]
    public async Task A_merge_adds_and_a_replacement_takes_away()
    {
        var id = await CreateAsync();
        var merged = await SendAsync("PATCH", id, Entry("user_name", "stranger@example.com", "CAN_VIEW"));
        var seen = await server.GetAsync($"{Endpoints}/{_name}", StrangerToken);
        var replaced = await SendAsync("PUT", id, Entry("group_name", "users", "CAN_QUERY"), Entry("service_principal_name", Application, "CAN_MANAGE"));
        var throughGroup = await server.GetAsync($"{Endpoints}/{_name}", StrangerToken);
        await SendAsync("PUT", id);
        var nothing = await server.GetAsync($"{Endpoints}/{_name}", StrangerToken);

        Assert.Equal(["owner@example.com CAN_MANAGE", "stranger@example.com CAN_VIEW", "admins CAN_MANAGE"], Entries(merged));
        Assert.Equal("CAN_VIEW", seen.Json.GetProperty("permission_level").GetString());
        Assert.Equal(["owner@example.com CAN_MANAGE", $"{Application} CAN_MANAGE", "users CAN_QUERY", "admins CAN_MANAGE"], Entries(replaced));
        Assert.Equal("CAN_QUERY", throughGroup.Json.GetProperty("permission_level").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, nothing.Status);
    }

    [Fact]
    public async Task A_viewer_lists_and_reads_and_does_nothing_else()
    {
        var id = await CreateAsync();
        await SendAsync("PATCH", id, Entry("user_name", "stranger@example.com", "CAN_VIEW"));

        Assert.Equal("CAN_VIEW", (await server.GetAsync(Endpoints, StrangerToken)).Json.GetProperty("endpoints").EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == _name).GetProperty("permission_level").GetString());
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(Acl(id), StrangerToken)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Put, Acl(id), StrangerToken, "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Patch, Acl(id), StrangerToken, "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Put, $"{Endpoints}/{_name}/config", StrangerToken, "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Delete, $"{Endpoints}/{_name}", StrangerToken)).Status);
    }

    [Fact]
    public async Task A_stranger_is_told_the_id_they_sent_and_not_the_name()
    {
        var id = await CreateAsync();
        var refused = await server.GetAsync(Acl(id), StrangerToken);

        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
        Assert.DoesNotContain(_name, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_in_place_of_the_id_is_not_found()
    {
        await CreateAsync();
        var answer = await server.GetAsync(Acl(_name), OwnerToken);

        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task The_levels_are_listed()
    {
        var answer = await server.GetAsync(Acl(await CreateAsync()) + "/permissionLevels", OwnerToken);

        Assert.Equal(
            ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"],
            answer.Json.GetProperty("permission_levels").EnumerateArray().Select(level => level.GetProperty("permission_level").GetString()));
    }

    [Theory]
    [InlineData("""{"user_name": "nobody@example.com", "permission_level": "CAN_VIEW"}""", 404, "access_control_list[0].user_name: there is no 'nobody@example.com'.")]
    [InlineData("""{"group_name": "owner@example.com", "permission_level": "CAN_VIEW"}""", 404, "access_control_list[0].group_name: there is no 'owner@example.com'.")]
    [InlineData("""{"user_name": "stranger@example.com", "permission_level": "CAN_RUN"}""", 400, "access_control_list[0].permission_level: 'CAN_RUN' must be one of CAN_VIEW, CAN_QUERY, CAN_MANAGE.")]
    [InlineData("""{"user_name": "stranger@example.com"}""", 400, "access_control_list[0].permission_level: is missing.")]
    [InlineData("""{"permission_level": "CAN_VIEW"}""", 400, "access_control_list[0]: must have exactly one of user_name, group_name and service_principal_name.")]
    [InlineData("""{"user_name": "a", "group_name": "users", "permission_level": "CAN_VIEW"}""", 400, "access_control_list[0]: must have exactly one of user_name, group_name and service_principal_name.")]
    [InlineData("""{"group_name": "users", "permission_level": "CAN_VIEW"}, {"group_name": "users", "permission_level": "CAN_QUERY"}""", 400, "access_control_list[1].group_name: 'users' is named twice.")]
    [InlineData("1", 400, "access_control_list[0]: must be an object.")]
    public async Task What_is_wrong_is_named_and_nothing_changes(string entries, int status, string message)
    {
        var id = await CreateAsync();
        var answer = await SendAsync("PUT", id, entries);

        Assert.Equal((status, message), ((int)answer.Status, answer.Message));
        Assert.Empty(server.Endpoints.All[_name].Grants);
    }

    private static string Acl(string id) => $"/api/2.0/permissions/serving-endpoints/{id}";

    private static string Entry(string member, string name, string level) => $$"""{"{{member}}": "{{name}}", "permission_level": "{{level}}"}""";

    private static IEnumerable<string> Entries(Answer answer) => answer.Json.GetProperty("access_control_list").EnumerateArray().Select(entry =>
        $"{entry.EnumerateObject().First().Value} {entry.GetProperty("all_permissions")[0].GetProperty("permission_level")}");

    private async Task<string> CreateAsync() =>
        (await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, $$"""{"name": "{{_name}}"}""")).Json.GetProperty("id").GetString()!;

    private Task<Answer> SendAsync(string method, string id, params string[] entries) => server.SendAsync(
        new HttpMethod(method), Acl(id), OwnerToken, $$"""{"access_control_list": [{{string.Join(", ", entries)}}]}""");
}
