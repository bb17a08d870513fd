using System.Collections.Immutable;
using Andamento.Records;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Andamento.Endpoints;

/// <remarks>
/// Everything is answered from memory, so a list wakes no endpoint. What is stored lies on pages: see
/// <see cref="EndpointDirectoryPage"/>. An endpoint's entry changes only while its page is entered.
/// </remarks>
[Reentrant] // Endpoints that are being asked may announce themselves meanwhile. Safe: Stored admits one writer.
internal sealed class EndpointDirectoryGrain : Grain, IEndpointDirectoryGrain
{
    private readonly ImmutableArray<Stored<EndpointDirectoryPage>> _pages;
    private readonly EndpointIndex _index = new();
    private readonly ILogger<EndpointDirectoryGrain> _log;

    public EndpointDirectoryGrain(IPersistentStateFactory storages, ILogger<EndpointDirectoryGrain> log)
    {
        // As the attribute on a parameter would, once for each page: all are read before the grain activates.
        _pages =
        [
            .. Enumerable.Range(0, EndpointDirectoryPage.Count).Select(page => new Stored<EndpointDirectoryPage>(
                storages.Create<EndpointDirectoryPage>(
                    GrainContext, new PersistentStateAttribute($"endpoint-directory-{page:x2}", StorageNames.Durable)),
                DeactivateOnIdle)),
        ];
        _log = log;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(_pages.Select(page => MakeSureAsync(page, cancellationToken)));
        if (asked.Sum() is > 0 and var count) EndpointLog.DirectoryRebuilt(_log, count);
        foreach (var (name, entry) in _pages.SelectMany(page => page.Current.Entries)) _index.Set(name, entry.Summary);
    }

    public Task AnnounceAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, known => new(known?.Summary, Certain: false), cancellationToken);

    public Task PutAsync(EndpointDetails summary, CancellationToken cancellationToken) => ChangeAsync(
        summary.Name, known => IsOlder(summary, known?.Summary) ? known : new(summary, Certain: true), cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => ChangeAsync(name, _ => null, cancellationToken);

    public Task<string?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_index.Find(id));

    public Task<ImmutableArray<EndpointDetails>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(_index.InOrder);

    public Task<ImmutableArray<string>> ListBusyAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. _index.InOrder.Where(IsBusy).Select(endpoint => endpoint.Name)]);

    private static bool IsBusy(EndpointDetails endpoint) =>
        endpoint.ConfigUpdate is ConfigUpdateState.InProgress || endpoint.Kind is EndpointKind.Custom or EndpointKind.Foundation;

    // A re-created name starts again at revision 1, under another id.
    private static bool IsOlder(EndpointDetails summary, EndpointDetails? known) =>
        known is not null && known.Id == summary.Id && known.Revision > summary.Revision;

    /// <summary>Changes one entry; null is none. A change into what is there already writes nothing.</summary>
    private async Task ChangeAsync(string name, Func<DirectoryEntry?, DirectoryEntry?> change, CancellationToken cancellationToken)
    {
        var page = _pages[EndpointDirectoryPage.Of(name)];
        using var writing = await page.EnterAsync(cancellationToken);
        var entries = page.Current.Entries;
        var known = entries.GetValueOrDefault(name);
        var next = change(known);
        if (ReferenceEquals(next, known)) return;

        await page.WriteAsync(page.Current with { Entries = next is null ? entries.Remove(name) : entries.SetItem(name, next) });
        _index.Set(name, next?.Summary);
    }

    /// <summary>Asks the endpoints of a page that it is not sure of; says how many.</summary>
    private async Task<int> MakeSureAsync(Stored<EndpointDirectoryPage> page, CancellationToken cancellationToken)
    {
        var unsure = page.Current.Entries.Where(entry => !entry.Value.Certain).Select(entry => entry.Key).ToList();
        if (unsure.Count == 0) return 0;

        var found = await Task.WhenAll(unsure.Select(name => AskAsync(name, cancellationToken)));
        using var writing = await page.EnterAsync(cancellationToken);
        var entries = found.Where(answer => answer is not null)
            .Aggregate(page.Current.Entries, (all, answer) => answer!.Value.Summary is { } summary
                ? all.SetItem(answer.Value.Name, new(summary, Certain: true))
                : all.Remove(answer.Value.Name));
        await page.WriteAsync(page.Current with { Entries = entries });
        return unsure.Count;
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
