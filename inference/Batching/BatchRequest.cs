namespace Andamento.Inference.Batching;

/// <summary>One caller's items. Its members change only under the batcher's lock.</summary>
internal sealed class BatchRequest<TResult>(int items)
{
    // Continuations must not run on the lane that completes them.
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TResult[] _results = new TResult[items];
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

    public void Settle(int index, TResult result)
    {
        _results[index] = result;
        if (--_left > 0 || IsOver) return;

        IsOver = true;
        _completion.SetResult(_results);
    }

    public void Fail(Exception cause)
    {
        if (IsOver) return;

        IsOver = true;
        _completion.SetException(cause);
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        if (IsOver) return;

        IsOver = true;
        _completion.SetCanceled(cancellationToken);
    }
}

/// <summary>One item on its way.</summary>
internal readonly record struct BatchEntry<TItem, TResult>(TItem Item, BatchRequest<TResult> Request, int Index);
