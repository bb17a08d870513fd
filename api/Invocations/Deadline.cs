namespace Andamento.Api.Invocations;

/// <summary>The time one query has, and the end of the caller's patience, as one token.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _callerGone;
    private readonly CancellationTokenRegistration _link;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly long _started;
    private readonly CancellationTokenSource _source;

    /// <summary>Starts the clock.</summary>
    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken callerGone)
    {
        (_limit, _time, _callerGone) = (limit, time, callerGone);
        _started = time.GetTimestamp();
        _source = new CancellationTokenSource(limit, time);
        _link = callerGone.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the time is over, and at once when the caller is gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the caller is gone.</summary>
    public bool CallerGone => _callerGone.IsCancellationRequested;

    /// <summary>True when the time ran out while the caller waited.</summary>
    public bool TimeIsOver => _source.IsCancellationRequested && !CallerGone;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Time left; zero when over.</summary>
    public TimeSpan Left => Elapsed < _limit ? _limit - Elapsed : TimeSpan.Zero;

    /// <inheritdoc />
    public void Dispose()
    {
        _link.Dispose();
        _source.Dispose();
    }
}
