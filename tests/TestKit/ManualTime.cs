namespace Andamento.Tests.TestKit;

/// <summary>A clock that moves when the test moves it, and its timers with it.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Within, TaskCompletionSource Set)> _waiters = [];
    private readonly List<(TimeSpan Within, TaskCompletionSource Gone)> _leavers = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, stopping at each timer on the way to let it fire.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (NextBefore(until) is { } timer) timer.Fire();
        lock (_lock) _now = until;
    }

    /// <summary>Waits until a timer is set that is due within a time from now: the code under test has come that far.</summary>
    public Task TimerWithinAsync(TimeSpan within)
    {
        lock (_lock)
        {
            if (_timers.Exists(timer => timer.Due - _now <= within)) return Task.CompletedTask;

            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((within, set));
            return set.Task.WaitAsync(Patience.Limit);
        }
    }

    /// <summary>Waits until no timer is due within a time from now: what the code under test limited has happened.</summary>
    public Task NoTimerWithinAsync(TimeSpan within)
    {
        lock (_lock)
        {
            if (!_timers.Exists(timer => timer.Due - _now <= within)) return Task.CompletedTask;

            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _leavers.Add((within, gone));
            return gone.Task.WaitAsync(Patience.Limit);
        }
    }

    private ManualTimer? NextBefore(DateTimeOffset until)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next is null) return null;

            if (next.Due > _now) _now = next.Due;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else _timers.Remove(next);
            return next;
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;

            timer.Due = _now + dueTime;
            timer.Period = period;
            _timers.Add(timer);
            foreach (var waiter in _waiters.FindAll(waiter => dueTime <= waiter.Within))
            {
                _waiters.Remove(waiter);
                waiter.Set.SetResult();
            }
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            foreach (var leaver in _leavers.FindAll(leaver => !_timers.Exists(other => other.Due - _now <= leaver.Within)))
            {
                _leavers.Remove(leaver);
                leaver.Gone.SetResult();
            }
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
