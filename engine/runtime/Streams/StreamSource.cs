namespace Orleans.Standin;

/// <summary>One stream while it is produced.</summary>
internal abstract class StreamSource(CancellationTokenSource cancellation)
{
    private long _lastAsked = Environment.TickCount64;
    private int _asking;

    protected CancellationTokenSource Cancellation { get; } = cancellation;

    public TimeSpan IdleFor => _asking > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - _lastAsked);

    public async Task<StreamChunk> Next(TimeSpan patience, TimeProvider time, CancellationToken token)
    {
        _asking++;
        try
        {
            return await Collect(patience, time, token);
        }
        finally
        {
            _asking--;
            _lastAsked = Environment.TickCount64;
        }
    }

    public abstract ValueTask DisposeAsync();

    public virtual void Abort() => Cancellation.Cancel();

    protected abstract Task<StreamChunk> Collect(TimeSpan patience, TimeProvider time, CancellationToken token);
}

internal sealed class StreamSource<T>(IAsyncEnumerable<T> items, int batchSize, CancellationTokenSource cancellation) : StreamSource(cancellation)
{
    private readonly IAsyncEnumerator<T> _enumerator = items.GetAsyncEnumerator(cancellation.Token);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool>? _pending;

    public override void Abort()
    {
        base.Abort();
        _aborted.TrySetResult();
        _ = DisposeAsync().AsTask();
    }

    public override async ValueTask DisposeAsync()
    {
        await Cancellation.CancelAsync();
        if (_pending is not null)
        {
            await ((Task)_pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        try
        {
            await _enumerator.DisposeAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or NotSupportedException)
        {
            // The producer was in the middle of an item: it has been told through its token and ends by itself.
        }
    }

    protected override async Task<StreamChunk> Collect(TimeSpan patience, TimeProvider time, CancellationToken token)
    {
        try
        {
            using var registration = token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), Cancellation);
            _pending ??= _enumerator.MoveNextAsync().AsTask();
            if (!_pending.IsCompleted)
            {
                var late = Task.Delay(patience, time, token);
                await Task.WhenAny(_pending, late, _aborted.Task);
            }

            if (_aborted.Task.IsCompleted)
            {
                return new StreamChunk { Status = StreamStatus.Unknown };
            }

            if (token.IsCancellationRequested && !_pending.IsCompleted)
            {
                return new StreamChunk { Status = StreamStatus.Cancelled };
            }

            return _pending.IsCompleted ? await Gather(_pending) : new StreamChunk { Status = StreamStatus.Waiting };
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested || Cancellation.IsCancellationRequested)
        {
            return new StreamChunk { Status = StreamStatus.Cancelled };
        }
        catch (Exception exception)
        {
            return new StreamChunk { Status = StreamStatus.Failed, Failure = exception };
        }
    }

    /// <summary>Takes the item that is there and those that come without waiting.</summary>
    private async Task<StreamChunk> Gather(Task<bool> first)
    {
        _pending = null;
        if (!await first)
        {
            return new StreamChunk { Status = StreamStatus.Ended };
        }

        var batch = new List<T> { _enumerator.Current };
        while (batch.Count < batchSize)
        {
            var next = _enumerator.MoveNextAsync();
            if (!next.IsCompletedSuccessfully)
            {
                _pending = next.AsTask();
                break;
            }

            if (!await next)
            {
                return new StreamChunk { Status = StreamStatus.Items, Items = batch.ToArray(), IsLast = true };
            }

            batch.Add(_enumerator.Current);
        }

        return new StreamChunk { Status = StreamStatus.Items, Items = batch.ToArray() };
    }
}
