using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Identity;

public sealed class PrincipalRulesTests
{
    private static readonly Guid Application = Guid.Parse("0b1f7a52-1111-4222-8333-0123456789ab");

    private readonly IdentityRecord _record = Workspaces.Of(("anna@example.com", ["admins"]), ("bert@example.com", []));

    [Fact]
    public void A_service_principal_without_an_application_id_gets_one()
    {
        var (record, made) = PrincipalRules.Create(_record, new() { Kind = PrincipalKind.ServicePrincipal }, "7", Application);

        Assert.Equal((Application.ToString("D"), true, true), (made.Name, made.IsServicePrincipal, made.Active));
        Assert.Equal<string>(["users"], Memberships.Of(record, made));
    }

    [Theory]
    [InlineData(PrincipalKind.User, "")]
    [InlineData(PrincipalKind.User, " anna")]
    [InlineData(PrincipalKind.User, "an\nna")]
    [InlineData(PrincipalKind.User, "0b1f7a52-1111-4222-8333-0123456789ab")] // would name a service principal
    [InlineData(PrincipalKind.ServicePrincipal, "nightly")]
    public void What_cannot_be_a_name_is_refused(PrincipalKind kind, string name) =>
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => PrincipalRules.Create(_record, new() { Kind = kind, Name = name }, "7", Application)));

    [Theory]
    [InlineData("bert@example.com")]
    [InlineData("BERT@example.com")]
    [InlineData("admins")] // permissions on secrets name users and groups alike
    public void A_taken_name_is_refused(string name) =>
        Assert.Equal(FailureKind.AlreadyExists, Refusal(() => PrincipalRules.Create(_record, new() { Kind = PrincipalKind.User, Name = name }, "7", Application)));

    [Fact]
    public void Whoever_stops_being_active_or_is_deleted_loses_all_tokens_and_others_keep_theirs()
    {
        var record = _record with { Tokens = [Workspaces.Token("anna@example.com"), Workspaces.Token("bert@example.com")] };

        var inactive = PrincipalRules.Change(record, "bert@example.com", new() { Active = false });
        var deleted = PrincipalRules.Delete(record, "bert@example.com");

        Assert.Equal(["anna@example.com"], inactive.Tokens.Select(token => token.User));
        Assert.Equal(["anna@example.com"], deleted.Tokens.Select(token => token.User));
        Assert.False(deleted.Users.ContainsKey("bert@example.com"));
    }

    [Fact]
    public void The_last_active_administrator_stays()
    {
        Assert.Equal(FailureKind.InvalidParameter, Refusal(() => PrincipalRules.Delete(_record, "anna@example.com")));
        Assert.Equal(
            FailureKind.InvalidParameter, Refusal(() => PrincipalRules.Change(_record, "anna@example.com", new() { Active = false })));

        var two = GroupRules.Change(_record, "1", [new(GroupChangeKind.Add, ["bert@example.com"])]);
        Assert.False(PrincipalRules.Delete(two, "anna@example.com").Users.ContainsKey("anna@example.com"));
    }

    [Fact]
    public void A_change_leaves_alone_what_it_does_not_name()
    {
        var named = PrincipalRules.Change(_record, "bert@example.com", new() { DisplayName = "Bert", ExternalId = "e" });
        var again = PrincipalRules.Change(named, "bert@example.com", new() { ExternalId = "f" });

        Assert.Equal(("Bert", "f", true), (again.Users["bert@example.com"].DisplayName, again.Users["bert@example.com"].ExternalId, again.Users["bert@example.com"].Active));
    }

    [Fact]
    public void An_id_is_a_number_that_any_client_can_hold() =>
        Assert.InRange(long.Parse(IdentityRules.NewId()), 100_000_000_000_000, 1L << 53);

    private static FailureKind Refusal(Action act) => Assert.Throws<ServingException>(act).Kind;
}
