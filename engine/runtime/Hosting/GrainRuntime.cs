using System.Reflection;
using Orleans.Core;
using Orleans.Providers;
using Orleans.Timers;

namespace Orleans.Standin;

internal sealed class GrainRuntime(SiloRuntime silo, ITimerRegistry timers, IPersistentStateFactory states) : IGrainRuntime
{
    public IGrainFactory GrainFactory => silo.Factory;

    public IServiceProvider ServiceProvider => silo.Services;

    public SiloAddress SiloAddress => silo.Address;

    public string SiloIdentity => silo.Address.ToString();

    public TimeProvider TimeProvider => silo.Time;

    public ITimerRegistry TimerRegistry => timers;

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called"));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => ((Activation)grainContext).DelayDeactivation(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext)
    {
        var provider = ((Activation)grainContext).Class.Type.GetCustomAttribute<StorageProviderAttribute>()?.ProviderName;
        return states.Create<TGrainState>(grainContext, new PersistentStateAttribute("state", provider));
    }
}
