using System.Collections.Immutable;
using Andamento.Records;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Andamento.Endpoints;

[Reentrant] // Endpoints that are being asked may announce themselves meanwhile. Safe: Stored admits one writer.
internal sealed class EndpointDirectoryGrain : Grain, IEndpointDirectoryGrain
{
    private readonly Stored<EndpointDirectoryRecord> _record;
    private readonly ILogger<EndpointDirectoryGrain> _log;

    public EndpointDirectoryGrain(
        [PersistentState("endpoint-directory", StorageNames.Durable)] IPersistentState<EndpointDirectoryRecord> storage,
        ILogger<EndpointDirectoryGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _log = log;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var unsure = _record.Current.Entries.Where(entry => !entry.Value.Certain).Select(entry => entry.Key).ToList();
        if (unsure.Count == 0) return;

        var found = await Task.WhenAll(unsure.Select(name => AskAsync(name, cancellationToken)));
        using var writing = await _record.EnterAsync(cancellationToken);
        var entries = found.Where(answer => answer is not null)
            .Aggregate(_record.Current.Entries, (all, answer) => answer!.Value.Summary is { } summary
                ? all.SetItem(answer.Value.Name, new(summary, Certain: true))
                : all.Remove(answer.Value.Name));
        await _record.WriteAsync(_record.Current with { Entries = entries });
        EndpointLog.DirectoryRebuilt(_log, unsure.Count);
    }

    public Task AnnounceAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        entries => entries.SetItem(name, new(entries.GetValueOrDefault(name)?.Summary, Certain: false)), cancellationToken);

    public Task PutAsync(EndpointDetails summary, CancellationToken cancellationToken) => ChangeAsync(
        entries => IsOlder(summary, entries.GetValueOrDefault(summary.Name)?.Summary)
            ? entries
            : entries.SetItem(summary.Name, new(summary, Certain: true)),
        cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(entries => entries.Remove(name), cancellationToken);

    public Task<string?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_record.Current.Entries.Values.FirstOrDefault(entry => entry.Summary?.Id == id)?.Summary!.Name);

    public Task<ImmutableArray<EndpointDetails>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<EndpointDetails>>([.. _record.Current.Entries.Values
            .Where(entry => entry.Summary is not null)
            .Select(entry => entry.Summary!)
            .OrderByDescending(summary => summary.CreatedAt)
            .ThenBy(summary => summary.Name, StringComparer.Ordinal)]);

    // A re-created name starts again at revision 1, under another id.
    private static bool IsOlder(EndpointDetails summary, EndpointDetails? known) =>
        known is not null && known.Id == summary.Id && known.Revision > summary.Revision;

    private async Task ChangeAsync(
        Func<ImmutableSortedDictionary<string, DirectoryEntry>, ImmutableSortedDictionary<string, DirectoryEntry>> change,
        CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var entries = change(_record.Current.Entries);
        if (!ReferenceEquals(entries, _record.Current.Entries)) await _record.WriteAsync(_record.Current with { Entries = entries });
    }

    /// <summary>The endpoint's own summary; null when it cannot be read, and so stays unsure.</summary>
    private async Task<(string Name, EndpointDetails? Summary)?> AskAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (name, await GrainFactory.GetGrain<IEndpointGrain>(name).GetAsync(cancellationToken));
        }
        catch (Exception failed)
        {
            EndpointLog.DirectoryCannotRead(_log, name, failed);
            return null;
        }
    }
}
