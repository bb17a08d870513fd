using Andamento.Api.Auth;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Auth;

public sealed class EndpointPermissionsTests
{
    [Theory]
    [InlineData("owner@example.com", "users", PermissionLevel.CanManage)]
    [InlineData("root@example.com", "admins", PermissionLevel.CanManage)]
    [InlineData("stranger@example.com", "users", PermissionLevel.None)]
    [InlineData("OWNER@example.com", "users", PermissionLevel.None)]
    internal void The_creator_and_administrators_manage(string caller, string group, PermissionLevel level) =>
        Assert.Equal(level, EndpointPermissions.LevelOf(Of(caller, group), "owner@example.com"));

    [Fact]
    public void A_refusal_names_the_level_and_the_endpoint()
    {
        var refused = Assert.Throws<ServingException>(() => EndpointPermissions.Require(
            Of("stranger@example.com", "users"), "owner@example.com", PermissionLevel.CanQuery, "chat"));

        Assert.Equal(FailureKind.PermissionDenied, refused.Kind);
        Assert.Equal("You need CAN_QUERY on the serving endpoint 'chat'. Ask its creator or an administrator.", refused.Message);
    }

    private static Principal Of(string name, string group) => new() { Id = "1", Name = name, Groups = [group] };
}
