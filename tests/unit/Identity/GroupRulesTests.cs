using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Identity;

public sealed class GroupRulesTests
{
    private const string Anna = "anna@example.com";
    private const string Bert = "bert@example.com";

    private readonly IdentityRecord _record = Workspaces.Of((Anna, ["admins"]), (Bert, [])).With("inner", Bert).With("middle", "inner").With("outer", "middle");

    [Fact]
    public void A_member_of_a_group_is_in_all_groups_around_it()
    {
        Assert.Equal(["inner", "middle", "outer", "users"], _record.GroupsOf(Bert));
        Assert.Equal(["admins", "users"], _record.GroupsOf(Anna));
        Assert.Equal(
            [("inner", true), ("middle", false), ("outer", false), ("users", true)],
            IdentityViews.Details(_record, _record.Users[Bert]).Groups.Select(group => (group.Name, group.Direct)));
    }

    [Theory]
    [InlineData("inner", "inner")]
    [InlineData("inner", "middle")]
    [InlineData("inner", "outer")]
    public void A_circle_of_groups_is_refused(string group, string member) =>
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => Change(_record, group, GroupChangeKind.Add, member)));

    [Fact]
    public void Members_join_leave_and_are_replaced()
    {
        var joined = Change(_record, "outer", GroupChangeKind.Add, Anna, Anna);
        var left = Change(joined, "outer", GroupChangeKind.Remove, "middle", "nobody");
        var replaced = Change(left, "outer", GroupChangeKind.Replace, Bert);

        Assert.Equal([Anna, "middle"], Members(joined, "outer"));
        Assert.Equal([Anna], Members(left, "outer"));
        Assert.Equal([Bert], Members(replaced, "outer"));
        Assert.Equal(["inner", "middle", "outer", "users"], replaced.GroupsOf(Bert));
    }

    [Fact]
    public void A_deleted_group_is_gone_from_its_members_and_the_groups_around_it()
    {
        var record = GroupRules.Delete(_record, "middle");

        Assert.Equal(["inner", "users"], record.GroupsOf(Bert));
        Assert.Empty(Members(record, "outer"));
    }

    [Fact]
    public void An_administrator_may_be_one_through_a_group_and_the_last_one_stays()
    {
        var nested = Change(Change(_record, "1", GroupChangeKind.Add, "outer"), "1", GroupChangeKind.Remove, Anna);

        Assert.Contains("admins", nested.GroupsOf(Bert));
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => Change(nested, "1", GroupChangeKind.Replace)));
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => Change(nested, "inner", GroupChangeKind.Remove, Bert)));
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => GroupRules.Delete(nested, "middle")));
    }

    [Fact]
    public void Built_in_groups_stay_as_they_are()
    {
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => GroupRules.Delete(_record, "1")));
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => Change(_record, "2", GroupChangeKind.Remove, Bert)));
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => Change(_record, "outer", GroupChangeKind.Add, "2")));
        Assert.Equal([Anna, Bert], Members(_record, "2"));
    }

    [Theory]
    [InlineData("INNER")]
    [InlineData("users")]
    [InlineData(Anna)]
    public void A_taken_name_is_refused(string name) => Assert.Equal(FailureKind.AlreadyExists, Refusal(() => _record.With(name)));

    [Fact]
    public void An_unknown_member_is_named_and_nothing_changes()
    {
        var refused = Assert.Throws<ServingException>(() => Change(_record, "outer", GroupChangeKind.Add, Anna, "nobody"));

        Assert.Equal((FailureKind.ResourceNotFound, "members: there is nobody with the id 'nobody'."), (refused.Kind, refused.Message));
    }

    private static IdentityRecord Change(IdentityRecord record, string group, GroupChangeKind kind, params string[] members) =>
        GroupRules.Change(record, group, [new(kind, [.. members])]);

    private static IEnumerable<string> Members(IdentityRecord record, string group) =>
        GroupRules.MembersOf(record, record.FindGroup(group)!).Select(member => member.Id);

    private static FailureKind Refusal(Action act) => Assert.Throws<ServingException>(act).Kind;
}
