using Orleans.Timers;

namespace Orleans.Standin;

/// <summary>Ticks into its activation's queue. The next period begins when the callback has ended, so ticks never pile up.</summary>
internal abstract class GrainTimer : IGrainTimer
{
    private readonly Lock _lock = new();
    private readonly Activation _activation;
    private readonly bool _interleaves;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _isRunning;
    private TimeSpan? _changedTo;
    private bool _isDisposed;

    protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _interleaves = options.Interleave;
        KeepsAlive = options.KeepAlive;
        _period = Checked(options.Period, nameof(options.Period));
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.Time.CreateTimer(static state => ((GrainTimer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        activation.Add(this);
        _timer.Change(Checked(options.DueTime, nameof(options.DueTime)), Timeout.InfiniteTimeSpan);
    }

    public bool KeepsAlive { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Checked(dueTime, nameof(dueTime));
        Checked(period, nameof(period));
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _period = period;
            if (_isRunning)
            {
                _changedTo = dueTime; // a tick in the middle of a tick would be lost
            }
            else
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _timer.Dispose();
        _activation.Remove(this);
        _ended.Cancel();
        GC.SuppressFinalize(this);
    }

    public async Task RunCallback()
    {
        try
        {
            if (!_isDisposed)
            {
                await Run(_ended.Token);
            }
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException || !_isDisposed)
            {
                _activation.Silo.Log.TimerFailed(exception, _activation.GrainId);
            }
        }

        lock (_lock)
        {
            _isRunning = false;
            if (!_isDisposed)
            {
                _timer.Change(_changedTo ?? _period, Timeout.InfiniteTimeSpan);
            }

            _changedTo = null;
        }
    }

    protected abstract Task Run(CancellationToken token);

    private static TimeSpan Checked(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, value, "A time is not negative, except for the infinite one.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(uint.MaxValue - 1), name);
        return value;
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_isDisposed || _isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _activation.Receive(new Message
        {
            Kind = MessageKind.OneWay,
            Target = _activation.GrainId,
            Timer = this,
            Options = _interleaves ? InvokeMethodOptions.AlwaysInterleave : InvokeMethodOptions.None,
        });
    }
}

internal sealed class GrainTimer<TState>(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : GrainTimer(activation, options)
{
    protected override Task Run(CancellationToken token) => callback(state, token);
}

internal sealed class TimerRegistry : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        new GrainTimer<TState>((Activation)grainContext, callback, state, options);

    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new GrainTimer<object?>((Activation)grainContext, (value, _) => callback(value), state, new(dueTime, period) { Interleave = true });
}
