using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>The caller's half, the same in silos and clients: makes messages, waits for answers, times out, cancels.</summary>
internal abstract class CallRuntime : IDisposable
{
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromMilliseconds(100);
    private static long _lastId;

    private readonly ConcurrentDictionary<long, ICallback> _callbacks = new();
    private readonly ITimer _scan;
    private readonly IOutgoingGrainCallFilter[] _filters;
    private readonly MessagingOptions _options;

    protected CallRuntime(TimeProvider time, MessagingOptions options, IEnumerable<IOutgoingGrainCallFilter> filters)
    {
        Time = time;
        _options = options;
        _filters = [.. filters];
        _scan = time.CreateTimer(static state => ((CallRuntime)state!).Scan(), this, ScanPeriod, ScanPeriod);
    }

    public TimeProvider Time { get; }

    public GrainFactory Factory { get; protected set; } = null!;

    public LocalObjects Observers { get; protected set; } = null!;

    public abstract SiloAddress Address { get; }

    public TimeSpan ResponseTimeout => _options.ResponseTimeout;

    protected ICollection<ICallback> Callbacks => _callbacks.Values;

    protected abstract GrainId Caller { get; }

    public virtual void Dispose()
    {
        _scan.Dispose();
        foreach (var callback in _callbacks.Values)
        {
            callback.Fail(new SiloUnavailableException($"{Address} stopped before the answer came to {callback.Request}."));
        }
    }

    public Task<TResult> Invoke<TArgs, TResult>(GrainReference reference, Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct
    {
        if (_filters.Length > 0)
        {
            var filtered = new Call<TArgs>(method) { Args = args };
            return InvokeFiltered(reference, method, filtered);
        }

        try
        {
            var call = new Call<TArgs>(method);
            if (method.IsShallow)
            {
                call.Args = args;
            }
            else
            {
                method.Arguments.Copy(ref args, ref call.Args, new CopyContext(Factory));
            }

            return Start(reference, method, call);
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }

    public void Forget(long id) => _callbacks.TryRemove(id, out _);

    /// <summary>An answer from the transport.</summary>
    public void ReceiveAnswer(Message answer)
    {
        if (!_callbacks.TryGetValue(answer.Id, out var callback))
        {
            return;
        }

        OnAnswer(callback, answer);
        if (answer.Kind == MessageKind.Response)
        {
            callback.CompleteFrom(answer.Raw);
            return;
        }

        try
        {
            callback.Fail(Codecs.Get<Exception>().Read(new WireReader(answer.Raw, Factory)));
        }
        catch (Exception exception)
        {
            callback.Fail(exception);
        }
    }

    /// <summary>Fails the calls that a dead silo will never answer.</summary>
    public void BreakCallsTo(SiloAddress silo)
    {
        foreach (var callback in _callbacks.Values)
        {
            if (silo.Equals(callback.Request.SentTo))
            {
                callback.Fail(new SiloUnavailableException($"The target silo became unavailable for message: {callback.Request}."));
            }
        }
    }

    public abstract void Send(Message message, GrainReference? reference);

    /// <summary>Brings a result to whoever waits for it.</summary>
    public void Answer<TArgs, TResult>(Message request, Method<TArgs, TResult> method, TResult result)
        where TArgs : struct
    {
        try
        {
            if (request.Callback is Callback<TResult> callback)
            {
                callback.Complete(method.CopyResult(result, Factory));
                return;
            }

            Transmit(request.SendingSilo!, MessageCodec.Write(AnswerTo(request, MessageKind.Response), writer => method.WriteResult(writer, result)));
        }
        catch (Exception exception)
        {
            AnswerFailure(request, exception);
        }
    }

    public void AnswerFailure(Message request, Exception exception)
    {
        if (request.Kind != MessageKind.Request)
        {
            return;
        }

        if (request.Callback is { } callback)
        {
            callback.Fail(exception);
            return;
        }

        var answer = AnswerTo(request, MessageKind.Failure);
        byte[] bytes;
        try
        {
            bytes = MessageCodec.Write(answer, writer => Codecs.Get<Exception>().Write(writer, exception));
        }
        catch (Exception refusal)
        {
            bytes = MessageCodec.Write(answer, writer => Codecs.Get<Exception>().Write(writer, refusal));
        }

        Transmit(request.SendingSilo!, bytes);
    }

    protected abstract bool Transmit(SiloAddress to, byte[] bytes);

    protected abstract void SendCancel(Message request);

    protected virtual void OnAnswer(ICallback callback, Message answer)
    {
    }

    private Task<TResult> Start<TArgs, TResult>(GrainReference reference, Method<TArgs, TResult> method, Call<TArgs> call)
        where TArgs : struct
    {
        var message = new Message
        {
            Kind = method.IsOneWay ? MessageKind.OneWay : MessageKind.Request,
            Id = Interlocked.Increment(ref _lastId),
            Target = reference.GrainId,
            Sender = Caller,
            SendingSilo = Address,
            Options = method.Options,
            Body = call,
        };
        RequestContext.Export(message);
        if (reference.Shared.IsSystemTarget)
        {
            message.TargetSilo = SystemTargets.SiloOf(message.Target);
        }

        if (method.IsOneWay)
        {
            Send(message, reference);
            return Task.FromResult<TResult>(default!);
        }

        var callback = new Callback<TResult>(method)
        {
            Request = message,
            Runtime = this,
            Timeout = method.Timeout ?? _options.ResponseTimeout,
        };
        callback.Deadline = Deadline(callback.Timeout);
        message.Callback = callback;
        _callbacks[message.Id] = callback;
        if (method.HasToken && call.GetCancellationToken() is { CanBeCanceled: true } token)
        {
            if (token.IsCancellationRequested)
            {
                callback.Fail(new OperationCanceledException(token));
                return callback.Task;
            }

            callback.Registration = token.UnsafeRegister(static (state, token) => Cancelled((ICallback)state!, token), callback);
        }

        try
        {
            Send(message, reference);
        }
        catch (Exception exception)
        {
            callback.Fail(exception);
        }

        return callback.Task;
    }

    private Message AnswerTo(Message request, MessageKind kind) => new()
    {
        Kind = kind,
        Id = request.Id,
        Target = request.Sender,
        Sender = request.Target,
        SendingSilo = Address,
        TargetSilo = request.SendingSilo,
    };

    private static void Cancelled(ICallback callback, CancellationToken token)
    {
        callback.Runtime.SendCancel(callback.Request);
        if (!callback.Runtime._options.WaitForCancellationAcknowledgement)
        {
            callback.Fail(new OperationCanceledException(token));
        }
    }

    private async Task<TResult> InvokeFiltered<TArgs, TResult>(GrainReference reference, Method<TArgs, TResult> method, Call<TArgs> call)
        where TArgs : struct
    {
        var context = new OutgoingCallContext(_filters, reference, Caller, call, RuntimeContext.Current, async () =>
            await Start(reference, method, (Call<TArgs>)call.Copy(Factory)));
        await context.Invoke();
        return context.Result is null ? default! : (TResult)context.Result;
    }

    private long Deadline(TimeSpan timeout) =>
        timeout == System.Threading.Timeout.InfiniteTimeSpan || timeout > TimeSpan.FromDays(3650)
            ? long.MaxValue
            : Environment.TickCount64 + (long)timeout.TotalMilliseconds;

    private void Scan()
    {
        var now = Environment.TickCount64;
        foreach (var (id, callback) in _callbacks)
        {
            if (callback.IsDone)
            {
                Forget(id);
            }
            else if (callback.Deadline <= now)
            {
                if (_options.CancelRequestOnTimeout)
                {
                    SendCancel(callback.Request);
                }

                callback.Fail(new TimeoutException($"Response did not arrive on time in {callback.Timeout} for message: {callback.Request}."));
            }
        }
    }
}
