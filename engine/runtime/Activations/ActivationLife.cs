namespace Orleans.Standin;

/// <summary>How an activation comes to life and ends.</summary>
internal sealed partial class Activation
{
    private TaskCompletionSource? _drained;

    /// <summary>Starts the activation; called once, by the catalog.</summary>
    public void Begin() => _scheduler.QueueAction(() => _ = BeginAsync());

    /// <summary>Ends the activation after the requests that run now. Any thread, any number of times.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        _scheduler.QueueAction(() =>
        {
            if (_state is ActivationState.Deactivating or ActivationState.Gone)
            {
                return;
            }

            _reason ??= deactivationReason;
            if (_state == ActivationState.Valid)
            {
                _ = EndAsync();
            }
        });

    /// <summary>Stops at once, as when the process dies: no grain code runs any more that has not begun.</summary>
    public void Abandon()
    {
        _state = ActivationState.Gone;
        DisposeTimers();
        _deactivated.TrySetResult();
    }

    /// <summary>Ends an activation that nobody has used for as long as its class allows. Any thread.</summary>
    public void DeactivateIfIdle(TimeSpan? age)
    {
        var limit = age ?? Class.CollectionAge ?? Silo.Collection.CollectionAge;
        var now = Environment.TickCount64;
        if (_state != ActivationState.Valid || limit == TimeSpan.MaxValue || now < _keepUntil || now - _idleSince < limit.TotalMilliseconds)
        {
            return;
        }

        _scheduler.QueueAction(() =>
        {
            if (_state == ActivationState.Valid && _running.Count == 0 && _waiting.Count == 0 && !HasStreams)
            {
                _reason ??= new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"No request for {limit}");
                _ = EndAsync();
            }
        });
    }

    private bool HasStreams => GetComponent(typeof(IStreamExtension)) is StreamExtension { IsBusy: true };

    private async Task BeginAsync()
    {
        try
        {
            if (!IsWorker)
            {
                var winner = await Silo.Directory.Register(Address);
                if (!winner.Matches(Address))
                {
                    Silo.Directory.Remember(winner);
                    Vanish();
                    return;
                }
            }

            using var limit = new CancellationTokenSource(Silo.Collection.ActivationTimeout);
            GrainInstance = Class.Create(this);
            if (_lifecycle is not null)
            {
                await _lifecycle.OnStart(limit.Token);
            }

            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnActivateAsync(limit.Token);
            }

            _state = ActivationState.Valid;
            _idleSince = Environment.TickCount64;
            Silo.CountCreated(this);
            if (_reason is not null)
            {
                // Deactivation was asked for during activation: serve what waits first, as those callers came before.
                await ServeWaitingThenEnd();
                return;
            }

            StartWaiting();
        }
        catch (Exception exception)
        {
            Silo.Log.ActivationFailed(exception, GrainId);
            await FailActivation(exception);
        }
    }

    private async Task ServeWaitingThenEnd()
    {
        StartWaiting();
        await Task.Yield();
        await EndAsync();
    }

    private void StartWaiting()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var message in waiting)
        {
            Handle(message);
        }
    }

    private async Task FailActivation(Exception exception)
    {
        _state = ActivationState.Deactivating;
        DisposeTimers();
        var failed = _waiting.ToArray();
        _waiting.Clear();
        await Release();
        foreach (var message in failed)
        {
            if (message.Kind == MessageKind.Request)
            {
                Silo.AnswerFailure(message, exception);
            }
        }

        Vanish();
    }

    private async Task EndAsync()
    {
        _state = ActivationState.Deactivating;
        DisposeTimers();
        (GetComponent(typeof(IStreamExtension)) as StreamExtension)?.Abort();
        if (_running.Count > 0)
        {
            _drained = new TaskCompletionSource();
            await _drained.Task.WaitAsync(Silo.Collection.DeactivationTimeout, Silo.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        using var limit = new CancellationTokenSource(Silo.Collection.DeactivationTimeout);
        try
        {
            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnDeactivateAsync(_reason ?? default, limit.Token).WaitAsync(limit.Token);
            }

            if (_lifecycle is not null)
            {
                await _lifecycle.OnStop(limit.Token);
            }
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, GrainId);
        }

        await Release();
        Vanish();
    }

    private async Task Release()
    {
        try
        {
            if (!IsWorker)
            {
                await Silo.Directory.Unregister(Address);
            }

            if (GrainInstance is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else if (GrainInstance is IDisposable disposable)
            {
                disposable.Dispose();
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, GrainId);
        }
    }

    /// <summary>The end: what waited here is sent on to wherever the grain lives next.</summary>
    private void Vanish()
    {
        _state = ActivationState.Gone;
        Silo.Catalog.Remove(this);
        WhenGone?.Invoke(this);
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var message in waiting)
        {
            Silo.Reroute(message, this);
        }

        _deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        GrainTimer[] timers;
        lock (_timers)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }
}
