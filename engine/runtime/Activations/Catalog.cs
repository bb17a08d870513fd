using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>The activations of this silo.</summary>
internal sealed class Catalog(SiloRuntime silo)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly ConcurrentDictionary<GrainId, WorkerSet> _workers = new();

    public IEnumerable<Activation> All => _activations.Values;

    public IEnumerable<Activation> AllWithWorkers => _activations.Values.Concat(_workers.Values.SelectMany(set => set.All));

    public Activation? Find(GrainId id) => _activations.GetValueOrDefault(id);

    public Activation GetOrCreate(GrainId id, GrainClass grainClass)
    {
        while (true)
        {
            if (_activations.TryGetValue(id, out var known))
            {
                return known;
            }

            var created = new Activation(silo, grainClass, id);
            if (_activations.TryAdd(id, created))
            {
                created.Begin();
                return created;
            }
        }
    }

    public WorkerSet Workers(GrainId id, GrainClass grainClass) =>
        _workers.GetOrAdd(id, static (id, arguments) => new WorkerSet(arguments.silo, arguments.grainClass, id), (silo, grainClass));

    public void Remove(Activation activation) =>
        ((ICollection<KeyValuePair<GrainId, Activation>>)_activations).Remove(new(activation.GrainId, activation));
}

/// <summary>The activations of one stateless worker grain: a new one while all are busy and there may be more.</summary>
internal sealed class WorkerSet(SiloRuntime silo, GrainClass grainClass, GrainId id)
{
    private readonly Lock _lock = new();
    private readonly List<Activation> _workers = [];
    private readonly int _limit = grainClass.Workers!.MaxLocal;

    public IReadOnlyList<Activation> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _workers];
            }
        }
    }

    public void Receive(Message message)
    {
        Activation? chosen = null;
        var isNew = false;
        lock (_lock)
        {
            foreach (var worker in _workers)
            {
                if (worker.TakesCalls && (chosen is null || worker.Promised < chosen.Promised))
                {
                    chosen = worker;
                }
            }

            if (chosen is null || (chosen.Promised > 0 && _workers.Count < _limit))
            {
                chosen = new Activation(silo, grainClass, id) { IsWorker = true, WhenGone = Forget };
                _workers.Add(chosen);
                isNew = true;
            }

            chosen.Promise(message);
        }

        if (isNew)
        {
            chosen.Begin();
        }

        chosen.Receive(message);
    }

    private void Forget(Activation worker)
    {
        lock (_lock)
        {
            _workers.Remove(worker);
        }
    }
}
