using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Api.Identity;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Identity;

public sealed class ScimBodiesTests
{
    private static readonly PrincipalDetails Anna = new()
    {
        Id = "7", Kind = PrincipalKind.User, Name = "anna@example.com", DisplayName = "Anna", Active = true,
    };

    private static readonly GroupDetails Team = new() { Id = "9", Name = "team" };

    [Theory]
    [InlineData("""{"op": "replace", "path": "active", "value": false}""")]
    [InlineData("""{"op": "Replace", "path": "active", "value": "False"}""")]
    [InlineData("""{"op": "replace", "value": {"active": false, "timezone": "UTC"}}""")]
    [InlineData("""{"op": "replace", "value": {"userName": "anna@example.com", "active": "false"}}""")]
    public void A_user_is_deactivated_in_the_ways_that_clients_know(string operation) =>
        Assert.Equal(new PrincipalChange { Active = false }, ScimPrincipalBodies.ReadPatch(Patch(operation), Anna));

    [Fact]
    public void The_list_of_operations_may_be_written_small()
    {
        using var body = JsonDocument.Parse("""{"operations": [{"op": "replace", "path": "active", "value": true}]}""");

        Assert.Equal(new PrincipalChange { Active = true }, ScimPrincipalBodies.ReadPatch(new(body.RootElement, ""), Anna));
    }

    [Theory]
    [InlineData("""{"op": "replace", "path": "userName", "value": "other@example.com"}""", "mutability")]
    [InlineData("""{"op": "replace", "value": {"userName": "other@example.com"}}""", "mutability")]
    [InlineData("""{"op": "replace", "path": "entitlements", "value": []}""", "invalidPath")]
    [InlineData("""{"op": "remove", "path": "active"}""", "invalidPath")]
    [InlineData("""{"op": "remove"}""", "noTarget")]
    [InlineData("""{"op": "replace", "value": 1}""", "invalidValue")]
    [InlineData("""{"op": "move", "path": "active"}""", "invalidSyntax")]
    [InlineData("7", "invalidSyntax")]
    public void What_cannot_be_changed_is_refused(string operation, string code) =>
        Assert.Equal(code, Assert.Throws<ServingException>(() => ScimPrincipalBodies.ReadPatch(Patch(operation), Anna)).Code);

    [Theory]
    [InlineData("""{"op": "add", "path": "members", "value": [{"value": "1"}, {"value": "2"}]}""", GroupChangeKind.Add, "1 2")]
    [InlineData("""{"op": "add", "value": {"members": [{"value": "1"}]}}""", GroupChangeKind.Add, "1")]
    [InlineData("""{"op": "add", "path": "members", "value": {"value": "1"}}""", GroupChangeKind.Add, "1")]
    [InlineData("""{"op": "replace", "path": "members", "value": []}""", GroupChangeKind.Replace, "")]
    [InlineData("""{"op": "remove", "path": "members[value eq \"1\"]"}""", GroupChangeKind.Remove, "1")]
    [InlineData("""{"op": "remove", "path": "members", "value": [{"value": "1"}]}""", GroupChangeKind.Remove, "1")]
    [InlineData("""{"op": "remove", "path": "members"}""", GroupChangeKind.Replace, "")]
    public void Members_change_in_the_ways_that_clients_know(string operation, GroupChangeKind kind, string members)
    {
        var change = Assert.Single(ScimGroupBodies.ReadPatch(Patch(operation), Team));

        Assert.Equal((kind, members), (change.Kind, string.Join(' ', change.Members)));
    }

    [Theory]
    [InlineData("""{"op": "replace", "path": "displayName", "value": "crew"}""", "mutability")]
    [InlineData("""{"op": "remove"}""", "noTarget")]
    [InlineData("""{"op": "remove", "path": "displayName"}""", "invalidPath")]
    [InlineData("""{"op": "add", "path": "roles", "value": []}""", "invalidPath")]
    public void A_groups_name_stays(string operation, string code) =>
        Assert.Equal(code, Assert.Throws<ServingException>(() => ScimGroupBodies.ReadPatch(Patch(operation), Team)).Code);

    [Fact]
    public void A_name_of_parts_serves_for_want_of_a_display_name()
    {
        using var body = JsonDocument.Parse("""{"userName": "a@example.com", "name": {"givenName": "Anna", "familyName": "Berg"}}""");

        Assert.Equal("Anna Berg", ScimPrincipalBodies.ReadNew(new(body.RootElement, ""), PrincipalKind.User).DisplayName);
    }

    [Theory]
    [InlineData("userName eq \"Anna@Example.com\"", true)]
    [InlineData("USERNAME EQ \"anna@example.com\"", true)]
    [InlineData("userName eq \"anna\"", false)]
    [InlineData("userName co \"@example\"", true)]
    [InlineData("userName sw \"anna\"", true)]
    [InlineData(null, null)]
    public void A_filter_compares_without_regard_to_case(string? text, bool? fits) =>
        Assert.Equal(fits, ScimFilter.Parse(text, ["userName"])?.Matches("anna@example.com"));

    [Theory]
    [InlineData("userName")]
    [InlineData("userName eq anna")]
    [InlineData("userName ne \"anna\"")]
    [InlineData("shoeSize eq \"40\"")]
    [InlineData("userName eq \"a\" and active eq true")]
    public void A_filter_that_cannot_be_kept_is_refused(string text) =>
        Assert.Equal("invalidFilter", Assert.Throws<ServingException>(() => ScimFilter.Parse(text, ["userName"])).Code);

    private static JsonField Patch(string operation) =>
        new(JsonDocument.Parse($$"""{"Operations": [{{operation}}]}""").RootElement, "");
}
