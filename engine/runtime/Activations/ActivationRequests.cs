namespace Orleans.Standin;

/// <summary>How an activation takes, runs and ends requests.</summary>
internal sealed partial class Activation
{
    /// <summary>A message's first turn.</summary>
    public void Handle(Message message)
    {
        if (message.IsAdmitted)
        {
            Run(message);
        }
        else if (_state == ActivationState.Gone)
        {
            Silo.Reroute(message, this);
        }
        else if (_state == ActivationState.Valid && MayStart(message))
        {
            Admit(message);
            Run(message);
        }
        else
        {
            _waiting.Add(message);
        }
    }

    /// <summary>Cancels a request, be it waiting or running. Any thread.</summary>
    public void Cancel(Message message) => _scheduler.QueueAction(() =>
    {
        message.IsCancelled = true;
        if (_waiting.Remove(message))
        {
            Fail(message, new OperationCanceledException("The request was cancelled before it started."));
            return;
        }

        message.Cancellation?.Cancel();
    });

    public void Complete<TArgs, TResult>(Message message, Method<TArgs, TResult> method, TResult result)
        where TArgs : struct
    {
        if (message.Kind == MessageKind.Request)
        {
            Silo.Answer(message, method, result);
        }

        End(message);
    }

    public void Fail(Message message, Exception exception)
    {
        if (exception is Orleans.Storage.InconsistentStateException)
        {
            // What this activation believes is not what is stored: the next one reads it anew.
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "The stored state is another one"));
        }

        if (message.Kind == MessageKind.Request)
        {
            Silo.AnswerFailure(message, exception);
        }
        else if (exception is not OperationCanceledException)
        {
            Silo.Log.OneWayFailed(exception, GrainId, message.Body?.GetMethodName() ?? "");
        }

        End(message);
    }

    private bool MayStart(Message message)
    {
        if (_blocking == 0)
        {
            return true;
        }

        if (Class.IsReentrant || message.Interleaves)
        {
            return true;
        }

        if (message.IsReadOnly && _blockingWriters == 0)
        {
            return true;
        }

        if (message.ReentrancyId != Guid.Empty && _reentrantSections.Contains(message.ReentrancyId))
        {
            return true;
        }

        return Class.MayInterleave is not null && message.Body is not null && Class.MayInterleave(GrainInstance!, message.Body);
    }

    private void Admit(Message message)
    {
        message.IsAdmitted = true;
        _running.Add(message);
        CountBlocking(message, 1);
    }

    private void Leave(Message message)
    {
        _running.Remove(message);
        CountBlocking(message, -1);
    }

    /// <summary>What may always interleave does not keep others waiting either: streams and such timers run for long.</summary>
    private void CountBlocking(Message message, int change)
    {
        if (message.Interleaves)
        {
            return;
        }

        _blocking += change;
        if (!message.IsReadOnly)
        {
            _blockingWriters += change;
        }
    }

    private void Run(Message message)
    {
        if (message.Timer is not null)
        {
            _ = RunTimer(message.Timer, message);
            return;
        }

        try
        {
            var call = message.Body ??= Silo.ReadBody(message);
            if (call.Method.HasToken)
            {
                message.Cancellation = new CancellationTokenSource();
                call.SetToken(message.Cancellation.Token);
                Silo.TrackCancellable(message);
            }

            if (message.IsCancelled)
            {
                message.Cancellation?.Cancel();
            }

            RequestContext.Import(message);
            var target = call.Method.IsExtension ? ExtensionFor(call.Method.Interface) : GrainInstance!;
            call.Target = target;
            if (Silo.HasIncomingFilters || (Class.IsFilter && !call.Method.IsExtension))
            {
                _ = RunFiltered(message, call, target);
                return;
            }

            call.Method.Execute(this, message, target);
        }
        catch (Exception exception)
        {
            Fail(message, exception);
        }
    }

    private async Task RunFiltered(Message message, Call call, object target)
    {
        try
        {
            var context = new IncomingCallContext(Silo.IncomingFilters, this, message, call, target);
            await context.Invoke();
            call.Method.CompleteBoxed(this, message, context.Result);
        }
        catch (Exception exception)
        {
            Fail(message, exception);
        }
    }

    private async Task RunTimer(GrainTimer timer, Message message)
    {
        await timer.RunCallback();
        Leave(message);
        if (timer.KeepsAlive)
        {
            _idleSince = Environment.TickCount64;
        }

        Proceed();
    }

    private void End(Message message)
    {
        Leave(message);
        if (message.IsPromised)
        {
            Interlocked.Decrement(ref _promised);
        }

        if (message.Cancellation is not null)
        {
            Silo.ForgetCancellable(message);
        }

        _idleSince = Environment.TickCount64;
        Proceed();
    }

    /// <summary>Starts what may start now; ends the activation when it shall end and nothing runs any more.</summary>
    private void Proceed()
    {
        if (_state == ActivationState.Valid)
        {
            for (var index = 0; index < _waiting.Count;)
            {
                if (!MayStart(_waiting[index]))
                {
                    index++;
                    continue;
                }

                // Admitted now, so that its place is taken; run in a turn of its own, free of this request's context.
                var next = _waiting[index];
                _waiting.RemoveAt(index);
                Admit(next);
                _scheduler.Enqueue(next);
            }
        }
        else if (_state == ActivationState.Deactivating && _running.Count == 0)
        {
            _drained?.TrySetResult();
        }
    }
}
