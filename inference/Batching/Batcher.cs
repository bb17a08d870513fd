namespace Andamento.Inference.Batching;

/// <summary>
/// Runs what comes in, together where shapes allow it. An idle lane runs at once; what arrives while lanes are busy gathers
/// for the next run. Nothing ever waits for company.
/// </summary>
internal sealed class Batcher<TItem, TResult> : IAsyncDisposable
    where TItem : IBatchItem
{
    private readonly object _gate = new(); // a Monitor: lanes sleep on it
    private readonly BatchQueue<TItem, TResult> _queue = new();
    private readonly BatchLimits _limits;
    private readonly Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> _run;
    private readonly RunClock? _clock;
    private readonly Task[] _lanes;
    private int _requests;
    private bool _stopping;

    /// <summary>Opens the lanes.</summary>
    /// <param name="limits">How much at once.</param>
    /// <param name="run">Runs items of one shape and gives their results in order. Called on a lane's own thread.</param>
    /// <param name="clock">Times requests, or null.</param>
    public Batcher(BatchLimits limits, Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> run, RunClock? clock = null)
    {
        _limits = limits;
        _run = run;
        _clock = clock;
        _lanes = [.. Enumerable.Range(0, limits.Lanes).Select(_ => OpenLane())];
    }

    /// <summary>Runs a request's items and gives their results in order.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.Overloaded"/>, at once, when there is no room.</exception>
    public async Task<TResult[]> RunAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new BatchRequest<TResult>(items.Count) { QueuedAt = _clock?.Now ?? 0 };
        lock (_gate)
        {
            if (_stopping) throw Unloading();
            if (_requests == _limits.Requests)
            {
                throw new ModelException(ModelFailure.Overloaded, "The model is busy: every slot and its queue are taken.");
            }

            _requests++;
            _queue.Add(items, request);
            Monitor.PulseAll(_gate);
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(request, cancellationToken), null);
        return await request.Answer;
    }

    /// <summary>Lets current runs end, and fails what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            _queue.FailAll(Unloading());
            Monitor.PulseAll(_gate);
        }

        await Task.WhenAll(_lanes);
    }

    private static ModelException Unloading() => new(ModelFailure.Overloaded, "The model is being unloaded.");

    // A thread of its own: native code that runs for long must not hold a thread that the rest of the process needs.
    private Task OpenLane()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            while (Take() is { } batch) Run(batch);
            ended.SetResult();
        });
        thread.IsBackground = true;
        thread.Name = "model";
        thread.Start();
        return ended.Task;
    }

    private List<BatchEntry<TItem, TResult>>? Take()
    {
        lock (_gate)
        {
            while (!_stopping)
            {
                if (_queue.Take(_limits.Items, _limits.Weight) is { Count: > 0 } batch)
                {
                    var now = _clock?.Now ?? 0;
                    foreach (var entry in batch) entry.Request.Enter(now);
                    return batch;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private void Run(List<BatchEntry<TItem, TResult>> batch)
    {
        try
        {
            var results = _run([.. batch.Select(entry => entry.Item)]);
            Settle(batch, (entry, i) => entry.Request.Settle(entry.Index, results[i]));
        }
        catch (Exception) when (batch.Count > 1)
        {
            foreach (var entry in batch) Run([entry]); // so that only the one at fault fails
        }
        catch (Exception cause)
        {
            Settle(batch, (entry, _) => entry.Request.Fail(cause));
        }
    }

    private void Settle(List<BatchEntry<TItem, TResult>> batch, Action<BatchEntry<TItem, TResult>, int> settle)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                settle(batch[i], i);
                batch[i].Request.Leave();
                LeaveWhenOver(batch[i].Request);
            }
        }
    }

    private void Cancel(BatchRequest<TResult> request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (request.IsOver) return;

            request.Cancel(cancellationToken);
            LeaveWhenOver(request);
        }
    }

    // A cancelled request keeps its place while a run still works for it: otherwise work would pile up behind the limit.
    private void LeaveWhenOver(BatchRequest<TResult> request)
    {
        if (request is not { IsOver: true, Running: 0 }) return;

        _requests--;
        if (request.BegunAt is { } begunAt) _clock?.Ended(request.QueuedAt, begunAt);
    }
}
