using System.Collections.Immutable;
using Andamento.Records;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Andamento.Registry;

[Reentrant] // Models that are being asked may announce themselves meanwhile. Safe: Stored admits one writer.
internal sealed class ModelDirectoryGrain : Grain, IModelDirectoryGrain
{
    private readonly Stored<ModelDirectoryRecord> _record;
    private readonly IModelStore _store;
    private readonly ILogger<ModelDirectoryGrain> _log;

    public ModelDirectoryGrain(
        [PersistentState("model-directory", StorageNames.Durable)] IPersistentState<ModelDirectoryRecord> storage,
        IModelStore store, ILogger<ModelDirectoryGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _store = store;
        _log = log;
    }

    public Task AnnounceAsync(string fullName, CancellationToken cancellationToken) => ChangeAsync(
        entries => entries.SetItem(fullName, new(entries.GetValueOrDefault(fullName)?.Summary, Certain: false)), cancellationToken);

    public Task PutAsync(RegisteredModel summary, CancellationToken cancellationToken) => ChangeAsync(
        entries => IsOlder(summary, entries.GetValueOrDefault(summary.FullName)?.Summary)
            ? entries
            : entries.SetItem(summary.FullName, new(summary, Certain: true)),
        cancellationToken);

    public Task RemoveAsync(string fullName, CancellationToken cancellationToken) =>
        ChangeAsync(entries => entries.Remove(fullName), cancellationToken);

    public async Task<ModelPage> SearchAsync(ModelQuery query, CancellationToken cancellationToken)
    {
        var entries = _record.Current.Entries;
        var known = await Task.WhenAll(entries.Select(entry => entry.Value is { Certain: true, Summary: { } summary }
            ? Task.FromResult<RegisteredModel?>(summary)
            : AskAsync(entry.Key, cancellationToken)));
        var folders = await ReadFoldersAsync(entries, cancellationToken);
        return ModelSearch.Page(known.OfType<RegisteredModel>().Concat(folders), query);
    }

    public Task<ImmutableArray<string>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. _record.Current.Entries
            .Where(entry => entry.Value is not { Certain: true, Summary.HasUnfinished: false })
            .Select(entry => entry.Key)]);

    // A re-created name starts again at revision 1, under another id.
    private static bool IsOlder(RegisteredModel summary, RegisteredModel? known) =>
        known is not null && known.Id == summary.Id && known.Revision > summary.Revision;

    private async Task ChangeAsync(
        Func<ImmutableSortedDictionary<string, ModelDirectoryEntry>, ImmutableSortedDictionary<string, ModelDirectoryEntry>> change,
        CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var entries = change(_record.Current.Entries);
        if (!ReferenceEquals(entries, _record.Current.Entries)) await _record.WriteAsync(_record.Current with { Entries = entries });
    }

    private async Task<List<RegisteredModel>> ReadFoldersAsync(
        ImmutableSortedDictionary<string, ModelDirectoryEntry> entries, CancellationToken cancellationToken)
    {
        var found = new List<RegisteredModel>();
        foreach (var name in await _store.ListInstalledAsync(cancellationToken))
        {
            if (entries.ContainsKey(name)) continue;
            var versions = await InstalledModels.ReadAsync(_store, name, cancellationToken);
            if (ModelViews.Model(InstalledModels.Merge(new(), versions)) is { } model) found.Add(model);
        }

        return found;
    }

    /// <summary>What a model says of itself; the last known summary when it cannot be read.</summary>
    private async Task<RegisteredModel?> AskAsync(string fullName, CancellationToken cancellationToken)
    {
        try
        {
            return await GrainFactory.GetGrain<IRegisteredModelGrain>(fullName).GetAsync(cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            RegistryLog.DirectoryCannotRead(_log, fullName, failed);
            return _record.Current.Entries.GetValueOrDefault(fullName)?.Summary;
        }
    }
}
