using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Identity;

public sealed class TokenRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly IdentityRecord _record = Workspaces.Of(("anna@example.com", ["admins"]), ("bert@example.com", []));

    [Fact]
    public void The_operator_makes_users_and_a_caller_who_was_deleted_does_not_come_back()
    {
        Assert.Equal(("7", "new@example.com"), Owner(new() { User = "new@example.com" }) is var made ? (made.Id, made.Name) : default);
        Assert.Equal(FailureKind.PermissionDenied, Refusal(() => Owner(new() { User = "gone@example.com", OwnerMustExist = true })));
    }

    [Fact]
    public void Who_is_not_active_gets_no_token_but_the_operator_gets_in_again()
    {
        var record = _record.With(_record.Users["bert@example.com"] with { Active = false });

        Assert.Equal(FailureKind.PermissionDenied, Refusal(() => TokenRules.Owner(record, new() { User = "bert@example.com" }, "7")));
        var back = TokenRules.Owner(record, new() { User = "bert@example.com", Administrator = true }, "7");
        Assert.True(back.Active);
        Assert.Equal<string>(["admins"], back.Groups);
    }

    [Fact]
    public void One_token_too_many_is_refused_and_others_tokens_do_not_count()
    {
        var record = _record with { Tokens = [Workspaces.Token("bert@example.com"), Workspaces.Token("bert@example.com"), Workspaces.Token("anna@example.com")] };

        TokenRules.CheckQuota(record, "anna@example.com", most: 2);
        Assert.Equal(FailureKind.QuotaExceeded, Refusal(() => TokenRules.CheckQuota(record, "bert@example.com", most: 2)));
    }

    [Fact]
    public void Expired_tokens_go() =>
        Assert.Equal(2, TokenRules.Unexpired(
            [Workspaces.Token("a", Now), Workspaces.Token("a", Now.AddTicks(1)), Workspaces.Token("a")], Now).Length);

    [Fact]
    public void A_secret_works_until_it_expires_and_is_found_by_its_own_hash_alone()
    {
        var principal = PrincipalSecretRules.Add(
            new() { Id = "7", Name = "p", IsServicePrincipal = true }, "HASH", TimeSpan.FromSeconds(60), "s", Now, most: 1);

        Assert.NotNull(PrincipalSecretRules.Find(principal.Secrets, "HASH", Now.AddSeconds(59)));
        Assert.Null(PrincipalSecretRules.Find(principal.Secrets, "HASH", Now.AddSeconds(60)));
        Assert.Null(PrincipalSecretRules.Find(principal.Secrets, "OTHER", Now));
        Assert.Equal(FailureKind.QuotaExceeded, Refusal(() => PrincipalSecretRules.Add(principal, "H", null, "t", Now, most: 1)));
        Assert.Equal("t", Assert.Single(PrincipalSecretRules.Add(principal, "H", null, "t", Now.AddSeconds(60), most: 1).Secrets).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(731 * 24 * 3600)]
    public void A_secret_lives_two_years_at_most(int seconds) => Assert.Equal(
        FailureKind.InvalidParameter,
        Refusal(() => PrincipalSecretRules.Add(new() { Id = "7", Name = "p" }, "H", TimeSpan.FromSeconds(seconds), "s", Now, most: 5)));

    private StoredPrincipal Owner(NewToken wish) => TokenRules.Owner(_record, wish, newId: "7");

    private static FailureKind Refusal(Action act) => Assert.Throws<ServingException>(act).Kind;
}
