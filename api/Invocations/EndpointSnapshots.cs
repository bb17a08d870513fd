using System.Collections.Concurrent;
using Andamento.Endpoints;
using Andamento.ServedEntities;

namespace Andamento.Api.Invocations;

/// <summary>
/// The endpoints that this front door serves, kept fresh by their grains. Looking up a known one is one dictionary
/// read.
/// </summary>
/// <remarks>
/// Owns one watcher per known endpoint and stops it: with the process, when the endpoint is deleted, or when nobody has
/// asked for ten minutes. A name is asked for once before it is watched, so an unknown one leaves nothing behind.
/// </remarks>
internal sealed class EndpointSnapshots(
    IGrainFactory grains, ILocalEntities local, TimeProvider time, ILogger<EndpointSnapshots> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan KeepUnused = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, EndpointWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ServedEndpoint?>>> _questions = new(StringComparer.Ordinal);
    private readonly MissingNames _missing = new(time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _keeping = new(); // answers and changes, one after the other; a look-up takes no lock

    /// <summary>The endpoint, or null when there is none of this name.</summary>
    public ValueTask<ServedEndpoint?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_watches.TryGetValue(name, out var watch) && watch.TakeFresh() is { } endpoint) return new(endpoint);

        return _missing.Has(name) ? new((ServedEndpoint?)null) : ConfirmAsync(name, cancellationToken);
    }

    /// <summary>The endpoint as its grain has it now, or null when there is none.</summary>
    public async ValueTask<ServedEndpoint?> ConfirmAsync(string name, CancellationToken cancellationToken)
    {
        // One question at a time for a name, whoever asks: a stale endpoint under load costs one call.
        Lazy<Task<ServedEndpoint?>> question = null!;
        question = new(() => AskAsync(name, question));
        return await _questions.GetOrAdd(name, question).Value.WaitAsync(cancellationToken);
    }

    /// <summary>The endpoint was changed through this front door: the next look-up sees the change.</summary>
    public void Doubt(string name)
    {
        lock (_keeping)
        {
            _questions.TryRemove(name, out _); // asked before the change: its answer is not kept
            _missing.Forget(name);
            if (_watches.TryGetValue(name, out var watch)) watch.Doubt();
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watches.Values.Select(watch => watch.Following)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task<ServedEndpoint?> AskAsync(string name, Lazy<Task<ServedEndpoint?>> question)
    {
        try
        {
            var snapshot = await grains.GetGrain<IEndpointGrain>(name).GetSnapshotAsync(_stopping.Token);
            return Keep(name, snapshot, question);
        }
        finally
        {
            _questions.TryRemove(KeyValuePair.Create(name, question));
        }
    }

    private ServedEndpoint? Keep(string name, EndpointSnapshot? snapshot, Lazy<Task<ServedEndpoint?>> question)
    {
        lock (_keeping)
        {
            if (!_questions.TryRemove(KeyValuePair.Create(name, question)))
                return snapshot is null ? null : new(snapshot, grains, local); // good for who asked, too old to keep

            _watches.TryGetValue(name, out var watch);
            if (snapshot is null)
            {
                _missing.Add(name);
                watch?.Doubt(); // its watcher hears of it and takes it out
                return null;
            }

            if (watch is not null) return watch.Confirm(snapshot);

            watch = new EndpointWatch(grains, local, time);
            var endpoint = watch.Confirm(snapshot);
            _watches[name] = watch;
            watch.Following = FollowAsync(name, watch);
            return endpoint;
        }
    }

    private async Task FollowAsync(string name, EndpointWatch watch)
    {
        try
        {
            for (var failures = 0; await ListenAsync(name, watch) is { } broken; failures++)
            {
                if (watch.TakeHeard()) failures = 0;

                var delay = Backoff(failures, Random.Shared.NextDouble());
                InvocationLog.WatchBroken(log, name, delay, broken);
                await Task.Delay(delay, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process stops: nothing to say.
        }
        finally
        {
            _watches.TryRemove(KeyValuePair.Create(name, watch));
        }
    }

    /// <summary>Listens until the line breaks (how), or until there is nothing more to listen for: null.</summary>
    private async Task<Exception?> ListenAsync(string name, EndpointWatch watch)
    {
        try
        {
            var words = grains.GetGrain<IEndpointGrain>(name).WatchAsync(_stopping.Token);
            await foreach (var word in words.WithCancellation(_stopping.Token))
            {
                watch.Hear(word);
                if (watch.UnusedFor > KeepUnused) return null;
            }

            return null; // The endpoint was deleted.
        }
        catch (Exception broken) when (!_stopping.IsCancellationRequested)
        {
            return watch.UnusedFor > KeepUnused ? null : broken;
        }
    }

    /// <summary>100 ms, doubled for each failure in a row up to 5 s, less up to half of it by chance.</summary>
    private static TimeSpan Backoff(int failures, double draw) =>
        TimeSpan.FromMilliseconds(Math.Min(5000, 100 * Math.Pow(2, Math.Min(failures, 10))) * (1 - (draw / 2)));
}
