using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class GrantRulesTests
{
    private static readonly EndpointGrant AnnaViews = Grant("anna@example.com", PermissionLevel.CanView);
    private static readonly EndpointGrant BertQueries = Grant("bert@example.com", PermissionLevel.CanQuery);

    [Fact]
    public void A_merge_keeps_others_and_replaces_the_level_be_it_lower() =>
        Assert.Equal<EndpointGrant>(
            [AnnaViews, BertQueries with { Level = PermissionLevel.CanView }],
            Next([AnnaViews, BertQueries], replace: false, BertQueries with { Level = PermissionLevel.CanView }));

    [Fact]
    public void A_replacement_leaves_nobody_else() =>
        Assert.Equal<EndpointGrant>([AnnaViews], Next([BertQueries], replace: true, AnnaViews));

    [Fact]
    public void The_creator_needs_no_grant_and_cannot_be_given_less() =>
        Assert.Empty(Next([], replace: true, Grant("owner@example.com", PermissionLevel.CanView)));

    [Fact]
    public void One_grant_too_many_is_refused_and_groups_are_named_as_the_way_out()
    {
        var many = Enumerable.Range(0, 1001).Select(n => Grant($"u{n}@example.com", PermissionLevel.CanView)).ToArray();

        var refused = Assert.Throws<ServingException>(() => Next([], replace: true, [.. many]));

        Assert.Equal((FailureKind.InvalidParameter, "access_control_list"), (refused.Kind, refused.Param));
        Assert.Contains("Name groups", refused.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<EndpointGrant> Next(ImmutableArray<EndpointGrant> current, bool replace, params ImmutableArray<EndpointGrant> sent) =>
        GrantRules.Next(current, new() { Caller = "me", EndpointId = "1", Grants = sent, Replace = replace }, "owner@example.com");

    private static EndpointGrant Grant(string user, PermissionLevel level) => new(new(PrincipalKind.User, user), level);
}
