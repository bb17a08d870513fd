namespace Orleans.Standin;

/// <summary>Runs observers stage by stage, each stage in parallel, and stops what was started in reverse order.</summary>
internal sealed class StagedLifecycle : ISiloLifecycle, IGrainLifecycle, IClusterClientLifecycle, ILifecycleSubject
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public bool IsEmpty => _entries.Count == 0;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var entry = new Entry(this, stage, observer);
        lock (_lock)
        {
            _entries.Add(entry);
        }

        return entry;
    }

    public async Task OnStart(CancellationToken cancellationToken = default)
    {
        // Observers may subscribe to a later stage while an earlier one starts, so look again after each stage.
        var completed = long.MinValue;
        while (NextStage(after: completed) is { } stage)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(Of(stage).Select(entry => entry.Observer.OnStart(cancellationToken)));
            completed = stage;
            HighestCompletedStage = stage;
        }
    }

    public async Task OnStop(CancellationToken cancellationToken = default)
    {
        List<Exception>? failures = null;
        foreach (var stage in StagesDown())
        {
            foreach (var entry in Of(stage))
            {
                try
                {
                    await entry.Observer.OnStop(cancellationToken);
                }
                catch (Exception exception)
                {
                    (failures ??= []).Add(exception);
                }
            }

            LowestStoppedStage = stage;
        }

        if (failures is not null)
        {
            throw new AggregateException(failures);
        }
    }

    private int? NextStage(long after)
    {
        lock (_lock)
        {
            var later = _entries.Where(entry => entry.Stage > after).ToList();
            return later.Count == 0 ? null : later.Min(entry => entry.Stage);
        }
    }

    private List<int> StagesDown()
    {
        lock (_lock)
        {
            return _entries.Select(entry => entry.Stage).Where(stage => stage <= HighestCompletedStage).Distinct().OrderDescending().ToList();
        }
    }

    private List<Entry> Of(int stage)
    {
        lock (_lock)
        {
            return _entries.Where(entry => entry.Stage == stage).ToList();
        }
    }

    private sealed class Entry(StagedLifecycle owner, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._entries.Remove(this);
            }
        }
    }
}
