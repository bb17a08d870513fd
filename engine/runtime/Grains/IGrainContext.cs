namespace Orleans.Runtime;

/// <summary>The activation around a grain instance.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    ActivationId ActivationId { get; }

    IServiceProvider ActivationServices { get; }

    GrainAddress Address { get; }

    Task Deactivated { get; }

    GrainId GrainId { get; }

    object? GrainInstance { get; }

    GrainReference GrainReference { get; }

    IGrainLifecycle ObservableLifecycle { get; }

    IWorkItemScheduler Scheduler { get; }

    void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);

    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    void ReceiveMessage(object message);

    void SetComponent<TComponent>(TComponent? value)
        where TComponent : class;
}

public interface IGrainContextAccessor
{
    IGrainContext GrainContext { get; }
}

public interface IWorkItemScheduler
{
    void QueueAction(Action action);

    void QueueTask(Task task);

    void QueueAction(Action<object> action, object state);
}

public interface IGrainLifecycle : ILifecycleObservable;

public static class GrainLifecycleStage
{
    public const int First = int.MinValue;
    public const int SetupState = 1000;
    public const int Activate = 2000;
    public const int Last = int.MaxValue;
}

/// <summary>What <see cref="Grain"/> asks of its silo.</summary>
public interface IGrainRuntime
{
    IGrainFactory GrainFactory { get; }

    IServiceProvider ServiceProvider { get; }

    SiloAddress SiloAddress { get; }

    string SiloIdentity { get; }

    TimeProvider TimeProvider => TimeProvider.System;

    Timers.ITimerRegistry TimerRegistry { get; }

    void DeactivateOnIdle(IGrainContext grainContext);

    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);

    Core.IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext);
}
