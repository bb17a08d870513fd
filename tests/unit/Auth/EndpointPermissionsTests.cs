using System.Collections.Immutable;
using Andamento.Api.Auth;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Auth;

public sealed class EndpointPermissionsTests
{
    private const string Application = "0b1f7a52-1111-4222-8333-0123456789ab";

    [Theory]
    [InlineData("owner@example.com", "users", PermissionLevel.CanManage)]
    [InlineData("root@example.com", "admins", PermissionLevel.CanManage)]
    [InlineData("stranger@example.com", "users", PermissionLevel.None)]
    [InlineData("OWNER@example.com", "users", PermissionLevel.None)]
    public void The_creator_and_administrators_manage(string caller, string group, PermissionLevel level) =>
        Assert.Equal(level, EndpointPermissions.LevelOf(User(caller, group), "owner@example.com", []));

    [Fact]
    public void Everybody_queries_what_comes_with_the_installation_and_nobody_manages_it()
    {
        foreach (var caller in new[] { new Principal { Id = "1", Name = "anna" }, new Principal { Id = "2", Name = "root", Groups = [BuiltInGroups.Admins] } })
            Assert.Equal(PermissionLevel.CanQuery, EndpointPermissions.LevelOf(caller, SystemEndpoints.Creator, []));
    }

    [Fact]
    public void A_grant_is_for_the_one_it_names_and_no_other_kind_of_that_name()
    {
        ImmutableArray<EndpointGrant> grants =
        [
            new(new(PrincipalKind.User, "u@example.com"), PermissionLevel.CanView),
            new(new(PrincipalKind.ServicePrincipal, Application), PermissionLevel.CanQuery),
            new(new(PrincipalKind.Group, "team"), PermissionLevel.CanManage),
        ];

        Assert.Equal(PermissionLevel.CanView, Level(User("u@example.com")));
        Assert.Equal(PermissionLevel.CanQuery, Level(User(Application) with { IsServicePrincipal = true }));
        Assert.Equal(PermissionLevel.None, Level(User(Application)));
        Assert.Equal(PermissionLevel.None, Level(User("team")));
        Assert.Equal(PermissionLevel.None, Level(User("other@example.com", "tea")));

        PermissionLevel Level(Principal caller) => EndpointPermissions.LevelOf(caller, "owner@example.com", grants);
    }

    [Theory]
    [InlineData(PermissionLevel.CanView, PermissionLevel.CanManage)]
    [InlineData(PermissionLevel.CanManage, PermissionLevel.CanView)]
    public void The_highest_of_a_callers_grants_counts(PermissionLevel own, PermissionLevel groups)
    {
        ImmutableArray<EndpointGrant> grants =
            [new(new(PrincipalKind.User, "u@example.com"), own), new(new(PrincipalKind.Group, "team"), groups)];

        Assert.Equal(PermissionLevel.CanManage, EndpointPermissions.LevelOf(User("u@example.com", "users", "team"), "owner@example.com", grants));
    }

    [Fact]
    public void A_refusal_names_the_level_and_the_endpoint()
    {
        var endpoint = Samples.External("chat") with { Creator = "owner@example.com" };
        var refused = Assert.Throws<ServingException>(() => EndpointPermissions.Require(
            User("stranger@example.com", "users"), endpoint, PermissionLevel.CanQuery, "'chat'"));

        Assert.Equal(FailureKind.PermissionDenied, refused.Kind);
        Assert.Equal("You need CAN_QUERY on the serving endpoint 'chat'. Ask its creator or an administrator.", refused.Message);
    }

    [Fact]
    public void Looking_through_grants_costs_no_memory()
    {
        ImmutableArray<EndpointGrant> grants =
            [.. Enumerable.Range(0, 100).Select(n => new EndpointGrant(new(PrincipalKind.Group, $"team-{n}"), PermissionLevel.CanQuery))];
        var caller = User("u@example.com", "users", "team-99");
        EndpointPermissions.LevelOf(caller, "owner@example.com", grants); // loads what a first call loads

        var before = GC.GetAllocatedBytesForCurrentThread();
        var level = EndpointPermissions.LevelOf(caller, "owner@example.com", grants);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal((PermissionLevel.CanQuery, 0L), (level, after - before));
    }

    private static Principal User(string name, params ImmutableArray<string> groups) => new() { Id = "1", Name = name, Groups = groups };
}
