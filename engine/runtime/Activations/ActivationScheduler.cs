namespace Orleans.Standin;

/// <summary>
/// One activation's turns, one at a time. Everything that awaits inside a turn comes back here, because a turn is a task of
/// this scheduler.
/// </summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem, IWorkItemScheduler
{
    /// <summary>After this many turns the thread serves others first.</summary>
    private const int TurnsPerSlice = 64;

    private static readonly Action<object?> RunItem = RunOne;

    private readonly Lock _lock = new();
    private readonly Queue<object> _queue = new();
    private bool _isScheduled;

    public override int MaximumConcurrencyLevel => 1;

    public void Enqueue(object item)
    {
        lock (_lock)
        {
            _queue.Enqueue(item);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    public void QueueAction(Action action) => Enqueue(action);

    public void QueueAction(Action<object> action, object state) => Enqueue(() => action(state));

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    public Task Run(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Execute()
    {
        var previous = RuntimeContext.Current;
        RuntimeContext.Current = activation;
        try
        {
            for (var turn = 0; turn < TurnsPerSlice; turn++)
            {
                object item;
                lock (_lock)
                {
                    if (!_queue.TryDequeue(out item!))
                    {
                        _isScheduled = false;
                        return;
                    }
                }

                if (item is Task task)
                {
                    TryExecuteTask(task);
                }
                else
                {
                    // Made here and not by the sender, so that nothing of the sender's flow comes along.
                    new Task(RunItem, item, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
                }
            }
        }
        finally
        {
            RuntimeContext.Current = previous;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return _queue.OfType<Task>().ToList();
        }
    }

    private static void RunOne(object? item)
    {
        if (item is Message message)
        {
            message.Activation!.Handle(message);
        }
        else
        {
            ((Action)item!)();
        }
    }
}
