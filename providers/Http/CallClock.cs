namespace Andamento.Providers.Http;

/// <summary>
/// The time limits of one call: the time left for the whole of it, and a shorter one for the step under way. One timer,
/// one token, which the caller's cancellation ends as well.
/// </summary>
internal sealed class CallClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeLeft;
    private readonly long _start;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private volatile bool _expired;

    public CallClock(TimeProvider time, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        _time = time;
        _timeLeft = timeLeft;
        _start = time.GetTimestamp();
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static clock => ((CallClock)clock!).Expire(), this, Due(timeLeft), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the caller gives up or a limit is reached.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>A limit was reached, as opposed to a caller who gave up.</summary>
    public bool Expired => _expired || Left <= TimeSpan.Zero;

    /// <summary>Time left for the whole call.</summary>
    public TimeSpan Left => _timeLeft - _time.GetElapsedTime(_start);

    /// <summary>Limits the step that begins now, within the time left for the whole.</summary>
    public void Allow(TimeSpan step)
    {
        var left = Left;
        _timer.Change(Due(step < left ? step : left), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Leaves only the limit of the whole call.</summary>
    public void AllowAll() => _timer.Change(Due(Left), Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    // What a timer takes: not negative, and no more than its range of 49 days.
    private static TimeSpan Due(TimeSpan left) => TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.TicksPerDay * 49));

    private void Expire()
    {
        _expired = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer fired.
        }
    }
}
