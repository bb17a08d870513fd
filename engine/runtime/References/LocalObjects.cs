using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>Observers: objects of this process that grains call back, each one call at a time and in order.</summary>
internal sealed class LocalObjects(CallRuntime runtime)
{
    private readonly ConcurrentDictionary<GrainId, LocalObject> _objects = new();

    public GrainReference Add(Type type, IGrainObserver target)
    {
        if (target is GrainReference)
        {
            throw new ArgumentException("Argument is already a grain reference.", nameof(target));
        }

        var id = SystemTargets.ObserverId(runtime.Address);
        _objects[id] = new LocalObject(runtime, target, () => Remove(id));
        return runtime.Factory.Reference(type, id);
    }

    public void Remove(GrainId id) => _objects.TryRemove(id, out _);

    public void Receive(Message message)
    {
        if (_objects.TryGetValue(message.Target, out var target))
        {
            target.Receive(message);
            return;
        }

        runtime.AnswerFailure(message, new ClientNotAvailableException($"There is no observer {message.Target}."));
    }

    private sealed class LocalObject(CallRuntime runtime, IGrainObserver target, Action forget) : IMessageHost, IThreadPoolWorkItem
    {
        // Weak, as in every observer pattern: the reference must not keep the observer alive.
        private readonly WeakReference<IGrainObserver> _target = new(target);
        private readonly Queue<Message> _waiting = new();
        private bool _isRunning;

        public void Receive(Message message)
        {
            lock (_waiting)
            {
                _waiting.Enqueue(message);
                if (_isRunning)
                {
                    return;
                }

                _isRunning = true;
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _ = Drain();

        public void Complete<TArgs, TResult>(Message message, Method<TArgs, TResult> method, TResult result)
            where TArgs : struct
        {
            if (message.Kind == MessageKind.Request)
            {
                runtime.Answer(message, method, result);
            }
        }

        public void Fail(Message message, Exception exception) => runtime.AnswerFailure(message, exception);

        private async Task Drain()
        {
            while (true)
            {
                Message message;
                lock (_waiting)
                {
                    if (!_waiting.TryDequeue(out message!))
                    {
                        _isRunning = false;
                        return;
                    }
                }

                await Run(message);
            }
        }

        private async Task Run(Message message)
        {
            try
            {
                if (!_target.TryGetTarget(out var observer))
                {
                    forget();
                    throw new ClientNotAvailableException($"The observer {message.Target} has been collected.");
                }

                var call = message.Body ??= Codecs.Get<Call>().Read(new WireReader(message.Raw, runtime.Factory));
                RequestContext.Import(message);
                if (call.Method.Execute(this, message, observer) is { } running)
                {
                    await running;
                }
            }
            catch (Exception exception)
            {
                Fail(message, exception);
            }
        }
    }
}
