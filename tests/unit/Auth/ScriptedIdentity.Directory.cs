using System.Collections.Immutable;
using Andamento.Identity;

namespace Andamento.Tests.Unit.Auth;

/// <content>Users and groups by the rules of the grain, in memory; one service principal that signs in with one secret.</content>
internal sealed partial class ScriptedIdentity
{
    public const string Application = "0b1f7a52-1111-4222-8333-0123456789ab";
    public const string Secret = "dose-known";

    private readonly Lock _changing = new();

    public IdentityRecord Record { get; private set; } = new()
    {
        Users = ImmutableDictionary.CreateRange<string, StoredPrincipal>(
        [
            User("root@example.com", "admins"), User("owner@example.com"), User("stranger@example.com"),
            new(Application, new() { Id = "77", Name = Application, IsServicePrincipal = true, DisplayName = "nightly" }),
        ]),
    };

    public Task<PrincipalDetails> CreatePrincipalAsync(NewPrincipal principal, CancellationToken cancellationToken)
    {
        var id = IdentityRules.NewId();
        return Change(record => PrincipalRules.Create(record, principal, id, Guid.NewGuid()).Record, Principal(id));
    }

    public Task<PrincipalDetails?> GetPrincipalAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(Record.FindPrincipal(id) is { } found ? IdentityViews.Details(Record, found) : null);

    public Task<ImmutableArray<PrincipalDetails>> ListPrincipalsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PrincipalDetails>>([.. Record.Users.Values
            .OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => IdentityViews.Details(Record, user))]);

    public Task<PrincipalDetails> ChangePrincipalAsync(string id, PrincipalChange change, CancellationToken cancellationToken) =>
        Change(record => PrincipalRules.Change(record, id, change), Principal(id));

    public Task DeletePrincipalAsync(string id, CancellationToken cancellationToken) =>
        Change(record => PrincipalRules.Delete(record, id), _ => true);

    public Task<ImmutableArray<string?>> DescribeAsync(ImmutableArray<Grantee> grantees, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string?>>([.. grantees.Select(grantee => IdentityViews.DisplayName(Record, grantee))]);

    public Task<GroupDetails> CreateGroupAsync(NewGroup group, CancellationToken cancellationToken)
    {
        var id = IdentityRules.NewId();
        return Change(record => GroupRules.Create(record, group, id), Group(id));
    }

    public Task<GroupDetails?> GetGroupAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(Record.FindGroup(id) is { } found ? IdentityViews.Details(Record, found) : null);

    public Task<ImmutableArray<GroupDetails>> ListGroupsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<GroupDetails>>([.. Record.AllGroups
            .OrderBy(group => group.Name, StringComparer.Ordinal).Select(group => IdentityViews.Details(Record, group))]);

    public Task<GroupDetails> ChangeGroupAsync(string id, ImmutableArray<GroupChange> changes, CancellationToken cancellationToken) =>
        Change(record => GroupRules.Change(record, id, changes), Group(id));

    public Task DeleteGroupAsync(string id, CancellationToken cancellationToken) => Change(record => GroupRules.Delete(record, id), _ => true);

    public Task<CreatedSecret> CreateSecretAsync(string principalId, TimeSpan? lifetime, CancellationToken cancellationToken) =>
        Task.FromResult(new CreatedSecret(Secret, SecretInfo(lifetime ?? TimeSpan.FromDays(730))));

    public Task<ImmutableArray<PrincipalSecret>> ListSecretsAsync(string principalId, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PrincipalSecret>>([SecretInfo(TimeSpan.FromDays(1))]);

    public Task DeleteSecretAsync(string principalId, string secretId, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AccessToken?> IssueAccessTokenAsync(string applicationId, string secret, CancellationToken cancellationToken) =>
        Task.FromResult((applicationId, secret) is (Application, Secret) ? new AccessToken("access", TimeSpan.FromHours(1)) : null);

    private static PrincipalSecret SecretInfo(TimeSpan lifetime) =>
        new() { Id = "s1", Hash = "ab", CreatedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch + lifetime };

    private static KeyValuePair<string, StoredPrincipal> User(string name, params ImmutableArray<string> groups) =>
        new(name, new() { Id = $"id of {name}", Name = name, Groups = groups });

    private static Func<IdentityRecord, PrincipalDetails> Principal(string id) =>
        record => IdentityViews.Details(record, PrincipalRules.Existing(record, id));

    private static Func<IdentityRecord, GroupDetails> Group(string id) =>
        record => IdentityViews.Details(record, GroupRules.Existing(record, id));

    // A refusal is an answer, as from a grain: never thrown before there is a task.
    private async Task<T> Change<T>(Func<IdentityRecord, IdentityRecord> change, Func<IdentityRecord, T> view)
    {
        await Task.CompletedTask;
        lock (_changing) return view(Record = change(Record));
    }
}
