namespace Orleans.Standin;

/// <summary>A caller that waits. Whoever completes it first wins: answer, time-out, cancellation or the target's death.</summary>
internal interface ICallback
{
    Message Request { get; set; }

    CallRuntime Runtime { get; set; }

    long Deadline { get; set; }

    TimeSpan Timeout { get; set; }

    CancellationTokenRegistration Registration { get; set; }

    bool IsDone { get; }

    void CompleteFrom(ReadOnlyMemory<byte> raw);

    void Fail(Exception exception);

    Task<object?> Boxed();
}

internal sealed class Callback<TResult>(Method method) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), ICallback
{
    private readonly Method _method = method;

    public Message Request { get; set; } = null!;

    public CallRuntime Runtime { get; set; } = null!;

    public long Deadline { get; set; }

    public TimeSpan Timeout { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    public bool IsDone => Task.IsCompleted;

    public void Complete(TResult result)
    {
        Release();
        TrySetResult(result);
    }

    public void Fail(Exception exception)
    {
        Release();
        if (exception is OperationCanceledException canceled && canceled.CancellationToken.IsCancellationRequested)
        {
            TrySetCanceled(canceled.CancellationToken);
            return;
        }

        TrySetException(exception);
    }

    public void CompleteFrom(ReadOnlyMemory<byte> raw)
    {
        try
        {
            Complete(((IResultReader<TResult>)_method).ReadResult(new WireReader(raw, Runtime.Factory)));
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    public async Task<object?> Boxed() => await Task;

    private void Release()
    {
        Runtime.Forget(Request.Id);
        Registration.Dispose();
    }
}

internal interface IResultReader<TResult>
{
    TResult ReadResult(WireReader reader);
}
