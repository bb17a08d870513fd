namespace Andamento.Inference.Batching;

/// <summary>One caller's items. Its members change only under the batcher's lock, but for <see cref="Publish"/>.</summary>
internal sealed class BatchRequest<TResult>(int items)
{
    // Continuations must not run on the thread that publishes: one that takes long would hold up all others of its run.
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TResult[] _results = new TResult[items];
    private Exception? _failure;
    private int _left = items;

    /// <summary>The results in the order of the items.</summary>
    public Task<TResult[]> Answer => _completion.Task;

    /// <summary>Answered, failed or cancelled: what still waits of it is dropped.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Items inside a run now.</summary>
    public int Running { get; private set; }

    /// <summary>When it came, by the batcher's clock.</summary>
    public long QueuedAt { get; init; }

    /// <summary>When its first run began; null before.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>One of its items goes into a run.</summary>
    public void Enter(long now)
    {
        Running++;
        BegunAt ??= now;
    }

    /// <summary>One of its items comes out of a run.</summary>
    public void Leave() => Running--;

    /// <summary>Notes a result. True when it was the last one missing: who asks publishes.</summary>
    public bool Settle(int index, TResult result)
    {
        _results[index] = result;
        return --_left == 0 && End();
    }

    /// <summary>Notes a failure. True when the request was not over yet: who asks publishes.</summary>
    public bool Fail(Exception cause)
    {
        if (!End()) return false;

        _failure = cause;
        return true;
    }

    /// <summary>Lets the caller go, who asked for that.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (End()) _completion.SetCanceled(cancellationToken);
    }

    /// <summary>Tells the caller, without the lock.</summary>
    public void Publish()
    {
        if (_failure is not null) _completion.SetException(_failure);
        else _completion.SetResult(_results);
    }

    private bool End()
    {
        if (IsOver) return false;

        IsOver = true;
        return true;
    }
}

/// <summary>One item on its way.</summary>
internal readonly record struct BatchEntry<TItem, TResult>(TItem Item, BatchRequest<TResult> Request, int Index);

/// <summary>
/// Tells all callers of a run, from a thread of the pool: there each continuation goes to the thread's own queue, which costs a
/// tenth of a wake-up, and whoever is idle takes some.
/// </summary>
internal sealed class Publication<TResult>(List<BatchRequest<TResult>> over) : IThreadPoolWorkItem
{
    public void Execute()
    {
        foreach (var request in over) request.Publish();
    }
}
