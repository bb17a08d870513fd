using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Andamento.Inference.Generation;

/// <summary>
/// Tokens between the generator and one reader. Writing never waits: a sequence has a limit, so a slow reader holds up nobody and
/// no memory worth counting.
/// </summary>
internal sealed class TokenQueue : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();
    private readonly Queue<GeneratedToken> _tokens = new(16);

    // Readers go on elsewhere: the generator's thread has other work.
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private bool _waiting, _ended;
    private Exception? _failure;

    /// <summary>The token that the last read gave.</summary>
    public GeneratedToken Current { get; private set; }

    /// <summary>Why it ended, once it did.</summary>
    public GenerationEnd End { get; private set; }

    /// <summary>Adds a token.</summary>
    public void Write(in GeneratedToken token)
    {
        lock (_gate)
        {
            if (_ended) return;
            if (!_waiting)
            {
                _tokens.Enqueue(token);
                return;
            }

            Current = token;
            _waiting = false;
        }

        _wait.SetResult(true);
    }

    /// <summary>Ends the sequence, after what was written.</summary>
    public void Complete(GenerationEnd end)
    {
        lock (_gate)
        {
            if (_ended) return;
            (_ended, End) = (true, end);
            if (!_waiting) return;
            _waiting = false;
        }

        _wait.SetResult(false);
    }

    /// <summary>Ends the sequence by a failure, after what was written.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            if (_ended) return;
            (_ended, _failure) = (true, failure);
            if (!_waiting) return;
            _waiting = false;
        }

        _wait.SetException(failure);
    }

    /// <summary>Waits for a token; false after the last.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);

        short version;
        lock (_gate)
        {
            if (_tokens.TryDequeue(out var token))
            {
                Current = token;
                return new(true);
            }

            if (_failure is not null) return ValueTask.FromException<bool>(_failure);
            if (_ended) return new(false);

            _wait.Reset();
            _waiting = true;
            version = _wait.Version;
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(version, cancellationToken) : new(this, version);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // once for each token
    private async ValueTask<bool> WaitAsync(short version, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (queue, cancelled) => ((TokenQueue)queue!).Cancel(cancelled), this);
        return await new ValueTask<bool>(this, version);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting) return;
            _waiting = false;
        }

        _wait.SetException(new OperationCanceledException(cancellationToken));
    }
}
