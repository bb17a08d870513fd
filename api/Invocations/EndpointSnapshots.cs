using System.Collections.Concurrent;
using Andamento.Endpoints;

namespace Andamento.Api.Invocations;

/// <summary>
/// The endpoints that this front door serves, kept fresh by their grains. Looking up a known one is one dictionary read.
/// </summary>
/// <remarks>
/// Owns one watcher per known endpoint and stops it: with the process, when the endpoint is deleted, or when nobody has asked for
/// ten minutes. A name is asked for once before it is watched, so an unknown one leaves nothing behind.
/// </remarks>
internal sealed class EndpointSnapshots(IGrainFactory grains, TimeProvider time, ILogger<EndpointSnapshots> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan KeepUnused = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, EndpointWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ServedEndpoint?>>> _questions = new(StringComparer.Ordinal);
    private readonly MissingNames _missing = new(time);
    private readonly CancellationTokenSource _stopping = new();

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
        var question = _questions.GetOrAdd(name, static (name, self) => new(() => self.AskAsync(name)), this);
        return await question.Value.WaitAsync(cancellationToken);
    }

    /// <summary>The endpoint was changed through this front door: the next look-up sees the change.</summary>
    public void Doubt(string name)
    {
        _missing.Forget(name);
        if (_watches.TryGetValue(name, out var watch)) watch.Doubt();
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

    private async Task<ServedEndpoint?> AskAsync(string name)
    {
        try
        {
            var snapshot = await grains.GetGrain<IEndpointGrain>(name).GetSnapshotAsync(_stopping.Token);
            if (snapshot is not null) return Keep(name, snapshot);

            _missing.Add(name);
            if (_watches.TryGetValue(name, out var gone)) gone.Doubt(); // its watcher hears of it and takes it out
            return null;
        }
        finally
        {
            _questions.TryRemove(name, out _);
        }
    }

    private ServedEndpoint Keep(string name, EndpointSnapshot snapshot)
    {
        if (_watches.TryGetValue(name, out var known)) return known.Hear(snapshot);

        // Only one question runs for a name, so nobody else publishes a watch for it now.
        var watch = new EndpointWatch(grains, time);
        var endpoint = watch.Hear(snapshot);
        _watches[name] = watch;
        watch.Following = FollowAsync(name, watch);
        return endpoint;
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
