using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Standin;

internal enum ActivationState
{
    Creating,
    Valid,
    Deactivating,
    Gone,
}

/// <summary>
/// One living grain: its instance, its queue and its rules of interleaving. All state below is touched only by turns of its
/// scheduler, except where a member says otherwise.
/// </summary>
internal sealed partial class Activation : IGrainContext, IMessageHost
{
    private readonly ActivationScheduler _scheduler;
    private readonly List<Message> _running = [];
    private readonly List<Message> _waiting = [];
    private readonly Dictionary<Type, object> _components = [];
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<GrainTimer> _timers = [];
    private readonly HashSet<Guid> _reentrantSections = [];
    private StagedLifecycle? _lifecycle;
    private AsyncServiceScope? _scope;
    private GrainReference? _reference;
    private volatile ActivationState _state;
    private long _idleSince = Environment.TickCount64;
    private long _keepUntil = long.MinValue;
    private DeactivationReason? _reason;
    private int _promised;
    private int _blocking;
    private int _blockingWriters;

    public Activation(SiloRuntime silo, GrainClass grainClass, GrainId id)
    {
        Silo = silo;
        Class = grainClass;
        _scheduler = new(this);
        Address = new GrainAddress
        {
            GrainId = id,
            ActivationId = ActivationId.NewId(),
            SiloAddress = silo.Address,
            MembershipVersion = silo.Membership.Current.Version,
        };
    }

    public SiloRuntime Silo { get; }

    public GrainClass Class { get; }

    public GrainAddress Address { get; }

    public GrainId GrainId => Address.GrainId;

    public ActivationId ActivationId => Address.ActivationId;

    public object? GrainInstance { get; private set; }

    public ActivationScheduler Turns => _scheduler;

    public IWorkItemScheduler Scheduler => _scheduler;

    public Task Deactivated => _deactivated.Task;

    public ActivationState State => _state;

    /// <summary>Requests given to this worker and not ended. Any thread.</summary>
    public int Promised => Volatile.Read(ref _promised);

    /// <summary>Set for workers of a stateless set, which no directory knows.</summary>
    public bool IsWorker { get; init; }

    public Action<Activation>? WhenGone { get; init; }

    public IServiceProvider ActivationServices => (_scope ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new();

    public GrainReference GrainReference => _reference ??= Silo.Factory.Reference(Class.AnyInterface, GrainId);

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        lock (_components)
        {
            return _components.GetValueOrDefault(componentType);
        }
    }

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        lock (_components)
        {
            if (value is null)
            {
                _components.Remove(typeof(TComponent));
            }
            else
            {
                _components[typeof(TComponent)] = value;
            }
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
        // The silo starts activations when it makes them.
    }

    public void ReceiveMessage(object message) => Receive((Message)message);

    /// <summary>Takes a call from any thread.</summary>
    public void Receive(Message message)
    {
        message.Activation = this;
        _scheduler.Enqueue(message);
    }

    /// <summary>Tells a caller on any thread whether a call now would still be taken.</summary>
    public bool TakesCalls => _state is ActivationState.Creating or ActivationState.Valid;

    public void Promise(Message message)
    {
        message.IsPromised = true;
        Interlocked.Increment(ref _promised);
    }

    public void EnterReentrantSection(Guid id)
    {
        if (id != Guid.Empty)
        {
            _reentrantSections.Add(id);
        }
    }

    public void LeaveReentrantSection(Guid id) => _reentrantSections.Remove(id);

    public void DelayDeactivation(TimeSpan time) => _keepUntil = time >= TimeSpan.FromDays(3650)
        ? long.MaxValue
        : Environment.TickCount64 + Math.Max(0, (long)time.TotalMilliseconds);

    public void Add(GrainTimer timer)
    {
        lock (_timers)
        {
            _timers.Add(timer);
        }
    }

    public void Remove(GrainTimer timer)
    {
        lock (_timers)
        {
            _timers.Remove(timer);
        }
    }

    public object ExtensionFor(Type type)
    {
        if (GetComponent(type) is { } known)
        {
            return known;
        }

        if (type == typeof(IStreamExtension))
        {
            var streams = new StreamExtension(this);
            SetComponent<IStreamExtension>(streams);
            return streams;
        }

        throw new OrleansException($"{GrainId} has no extension {type}.");
    }
}
