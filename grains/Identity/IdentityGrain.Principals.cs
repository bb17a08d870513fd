using System.Collections.Immutable;

namespace Andamento.Identity;

/// <content>Users and service principals.</content>
internal sealed partial class IdentityGrain
{
    public async Task<PrincipalDetails> CreatePrincipalAsync(NewPrincipal principal, CancellationToken cancellationToken)
    {
        var id = IdentityRules.NewId();
        var record = await ChangeAsync(
            current => PrincipalRules.Create(current, principal, id, Guid.NewGuid()).Record, cancellationToken);
        var made = PrincipalRules.Existing(record, id);
        IdentityLog.PrincipalMade(_log, principal.Kind, made.Name);
        return IdentityViews.Details(record, made);
    }

    public Task<PrincipalDetails?> GetPrincipalAsync(string id, CancellationToken cancellationToken) => Task.FromResult(
        _record.Current.FindPrincipal(id) is { } principal ? IdentityViews.Details(_record.Current, principal) : null);

    public Task<ImmutableArray<PrincipalDetails>> ListPrincipalsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PrincipalDetails>>([.. _record.Current.Users.Values
            .OrderBy(principal => principal.Name, StringComparer.Ordinal)
            .Select(principal => IdentityViews.Details(_record.Current, principal))]);

    public async Task<PrincipalDetails> ChangePrincipalAsync(string id, PrincipalChange change, CancellationToken cancellationToken)
    {
        var record = await ChangeAsync(current => PrincipalRules.Change(current, id, change), cancellationToken);
        var changed = PrincipalRules.Existing(record, id);
        IdentityLog.PrincipalChanged(_log, changed.Name, changed.Active);
        return IdentityViews.Details(record, changed);
    }

    public async Task DeletePrincipalAsync(string id, CancellationToken cancellationToken)
    {
        await ChangeAsync(current => PrincipalRules.Delete(current, id), cancellationToken);
        IdentityLog.Deleted(_log, id);
    }

    public Task<ImmutableArray<string?>> DescribeAsync(ImmutableArray<Grantee> grantees, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string?>>([.. grantees.Select(grantee => IdentityViews.DisplayName(_record.Current, grantee))]);
}
