namespace Andamento.Inference.Batching;

/// <summary>
/// Runs what comes in, together where shapes allow it. An idle lane runs at once; what arrives while lanes are busy gathers
/// for the next run.
/// </summary>
/// <remarks>
/// Nothing ever waits for company that is not on its way: a lane that finds fewer waiting than its share of those who were here
/// lets other threads go first while that brings more, some microseconds in all. Callers who are answered together mostly come
/// back together, and a run of one would keep the rest of them waiting.
/// </remarks>
internal sealed class Batcher<TItem, TResult> : IAsyncDisposable
    where TItem : IBatchItem
{
    private const int VainYields = 3; // in a row, before a lane believes that nobody else is coming

    private readonly object _gate = new(); // a Monitor: lanes sleep on it
    private readonly BatchQueue<TItem, TResult> _queue = new();
    private readonly BatchLimits _limits;
    private readonly Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> _run;
    private readonly RunClock? _clock;
    private readonly Task[] _lanes;
    private int _requests;
    private int _company; // a lane's share of those who were inside when the last run ended: it may expect as many again
    private int _sleeping, _looking; // lanes that wait for work, and lanes that are about to take some
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
        _looking = limits.Lanes;
        _lanes = [.. Enumerable.Range(0, limits.Lanes).Select(_ => OpenLane())];
    }

    /// <summary>Runs a request's items and gives their results in order.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.Overloaded"/>, at once, when there is no room.</exception>
    public Task<TResult[]> RunAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken)
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
            if (_looking == 0) WakeOne();
        }

        return cancellationToken.CanBeCanceled ? AnswerAsync(request, cancellationToken) : request.Answer;
    }

    /// <summary>Lets current runs end, and fails what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Publish(_queue.FailAll(Unloading()));
            Monitor.PulseAll(_gate);
        }

        await Task.WhenAll(_lanes);
    }

    private static void Publish(List<BatchRequest<TResult>> over)
    {
        if (over.Count > 0) ThreadPool.UnsafeQueueUserWorkItem(new Publication<TResult>(over), preferLocal: false);
    }

    private static ModelException Unloading() => new(ModelFailure.Overloaded, "The model is being unloaded.");

    // A thread of its own: native code that runs for long must not hold a thread that the rest of the process needs.
    private Task OpenLane()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            while (Take() is { } batch)
            {
                Run(batch);
                lock (_gate) _looking++;
            }

            ended.SetResult();
        });
        thread.IsBackground = true;
        thread.Name = "model";
        thread.Start();
        return ended.Task;
    }

    private async Task<TResult[]> AnswerAsync(BatchRequest<TResult> request, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(request, cancellationToken), null);
        return await request.Answer;
    }

    private List<BatchEntry<TItem, TResult>>? Take()
    {
        var (seen, vain) = (0, 0);
        while (true)
        {
            lock (_gate)
            {
                for (; !_stopping && _queue.Count == 0; (seen, vain) = (0, 0)) Sleep();
                if (_stopping) return null;

                vain = _queue.Count > seen ? 0 : vain + 1;
                seen = _queue.Count;
                if ((seen >= Math.Min(_company, _limits.Items) || vain >= VainYields) && Start() is { Count: > 0 } batch) return batch;
            }

            Thread.Yield();
        }
    }

    private List<BatchEntry<TItem, TResult>> Start()
    {
        var isShared = _looking + _sleeping > 1 && _queue.Count >= _limits.SharedFrom;
        var most = isShared ? Math.Max(_company, (_queue.Count + 1) / 2) : _limits.Items;
        var batch = _queue.Take(Math.Min(most, _limits.Items), _limits.Weight);
        if (batch.Count == 0) return batch;

        var now = _clock?.Now ?? 0;
        foreach (var entry in batch) entry.Request.Enter(now);
        _looking--;
        if (_queue.Count > 0 && _looking == 0) WakeOne();
        return batch;
    }

    private void Sleep()
    {
        _looking--;
        _sleeping++;
        Monitor.Wait(_gate);
    }

    private void WakeOne()
    {
        if (_sleeping == 0) return;

        _sleeping--;
        _looking++;
        Monitor.Pulse(_gate);
    }

    private void Run(List<BatchEntry<TItem, TResult>> batch)
    {
        try
        {
            var items = new TItem[batch.Count];
            for (var i = 0; i < items.Length; i++) items[i] = batch[i].Item;
            Settle(batch, _run(items), null);
        }
        catch (Exception) when (batch.Count > 1)
        {
            foreach (var entry in batch) Run([entry]); // so that only the one at fault fails
        }
        catch (Exception cause)
        {
            Settle(batch, [], cause);
        }
    }

    private void Settle(List<BatchEntry<TItem, TResult>> batch, IReadOnlyList<TResult> results, Exception? cause)
    {
        var over = new List<BatchRequest<TResult>>(batch.Count);
        lock (_gate)
        {
            _company = _requests / _limits.Lanes;
            for (var i = 0; i < batch.Count; i++)
            {
                var request = batch[i].Request;
                if (cause is null ? request.Settle(batch[i].Index, results[i]) : request.Fail(cause)) over.Add(request);
                request.Leave();
                LeaveWhenOver(request);
            }
        }

        Publish(over);
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
