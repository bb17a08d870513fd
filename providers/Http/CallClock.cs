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
    private long _due; // when the time is over, in ticks since the start
    private long _armed; // when the timer looks next: a step is set far more often than it runs out
    private volatile bool _expired;

    public CallClock(TimeProvider time, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        _time = time;
        _timeLeft = timeLeft;
        _start = time.GetTimestamp();
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _due = _armed = timeLeft.Ticks;
        _timer = time.CreateTimer(static clock => ((CallClock)clock!).Look(), this, Wait(timeLeft), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the caller gives up or a limit is reached.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>A limit was reached, as opposed to a caller who gave up.</summary>
    public bool Expired => _expired || Left <= TimeSpan.Zero;

    /// <summary>Time left for the whole call.</summary>
    public TimeSpan Left => _timeLeft - Elapsed;

    private TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Ends a call that has no time left before it is sent.</summary>
    public void ThrowIfOver()
    {
        if (Left <= TimeSpan.Zero) throw new OperationCanceledException(Token);
    }

    /// <summary>Limits the step that begins now, within the time left for the whole.</summary>
    public void Allow(TimeSpan step)
    {
        var due = Math.Min((Elapsed + step).Ticks, _timeLeft.Ticks);
        Interlocked.Exchange(ref _due, due);
        if (due < Interlocked.Read(ref _armed)) Arm();
    }

    /// <summary>Leaves only the limit of the whole call.</summary>
    public void AllowAll() => Interlocked.Exchange(ref _due, _timeLeft.Ticks);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    // What a timer takes: not negative, and no more than its range of 49 days.
    private static TimeSpan Wait(TimeSpan left) => TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.TicksPerDay * 49));

    private void Look()
    {
        if (Interlocked.Read(ref _due) > Elapsed.Ticks) Arm();
        else Expire();
    }

    // Two may do this at once, and a step may be set meanwhile: whoever comes last has seen the newest.
    private void Arm()
    {
        long due;
        do
        {
            due = Interlocked.Read(ref _due);
            Interlocked.Exchange(ref _armed, due);
            _timer.Change(Wait(TimeSpan.FromTicks(due) - Elapsed), Timeout.InfiniteTimeSpan);
        }
        while (Interlocked.Read(ref _due) < due);
    }

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
