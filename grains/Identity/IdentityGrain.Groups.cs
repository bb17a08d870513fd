using System.Collections.Immutable;

namespace Andamento.Identity;

/// <content>Groups.</content>
internal sealed partial class IdentityGrain
{
    public async Task<GroupDetails> CreateGroupAsync(NewGroup group, CancellationToken cancellationToken)
    {
        var id = IdentityRules.NewId();
        var record = await ChangeAsync(current => GroupRules.Create(current, group, id), cancellationToken);
        IdentityLog.GroupChanged(_log, group.Name);
        return IdentityViews.Details(record, GroupRules.Existing(record, id));
    }

    public Task<GroupDetails?> GetGroupAsync(string id, CancellationToken cancellationToken) => Task.FromResult(
        _record.Current.FindGroup(id) is { } group ? IdentityViews.Details(_record.Current, group) : null);

    public Task<ImmutableArray<GroupDetails>> ListGroupsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<GroupDetails>>([.. _record.Current.AllGroups
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => IdentityViews.Details(_record.Current, group))]);

    public async Task<GroupDetails> ChangeGroupAsync(
        string id, ImmutableArray<GroupChange> changes, CancellationToken cancellationToken)
    {
        var record = await ChangeAsync(current => GroupRules.Change(current, id, changes), cancellationToken);
        var changed = GroupRules.Existing(record, id);
        IdentityLog.GroupChanged(_log, changed.Name);
        return IdentityViews.Details(record, changed);
    }

    public async Task DeleteGroupAsync(string id, CancellationToken cancellationToken)
    {
        await ChangeAsync(current => GroupRules.Delete(current, id), cancellationToken);
        IdentityLog.Deleted(_log, id);
    }
}
