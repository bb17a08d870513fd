using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Standin;

/// <summary>Makes references. It is also the cluster client: both speak to the same runtime.</summary>
internal sealed class GrainFactory(CallRuntime runtime, IServiceProvider services, Func<Type, string?, GrainType> resolve) : IClusterClient
{
    private readonly ConcurrentDictionary<(Type Interface, GrainType Type), ReferenceShared> _shared = new();
    private readonly ConcurrentDictionary<Type, ReferenceShared> _unprefixed = new();
    private readonly ConditionalWeakTable<IGrainObserver, ConcurrentDictionary<Type, GrainReference>> _observers = [];

    public IServiceProvider ServiceProvider => services;

    public GrainReference Reference(Type type, GrainId id)
    {
        var shared = _shared.GetOrAdd((type, id.Type), static (key, runtime) => new ReferenceShared(runtime, key.Interface, key.Type), runtime);
        return shared.New(shared, id.Key);
    }

    public object Cast(GrainReference reference, Type type) => type.IsInstanceOfType(reference) ? reference : Reference(type, reference.GrainId);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return (TGrainInterface)ByKey(typeof(TGrainInterface), IdSpan.Create(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        (TGrainInterface)ByKey(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        (TGrainInterface)ByKey(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey =>
        (TGrainInterface)ByKey(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey =>
        (TGrainInterface)ByKey(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)(object)Reference(typeof(TGrainInterface), grainId);

    public IAddressable GetGrain(GrainId grainId) => Reference(typeof(IAddressable), grainId);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => Reference(TypeNames.Resolve(interfaceType.ToString()), grainId);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)ByKey(grainInterfaceType, IdSpan.Create(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) =>
        (IGrain)ByKey(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) =>
        (IGrain)ByKey(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)ByKey(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, keyExtension), null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)ByKey(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, keyExtension), null);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) =>
        (IAddressable)ByKey(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => (IAddressable)ByKey(interfaceType, grainKey, null);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is Grain)
        {
            throw new ArgumentException("A grain is passed as a reference to itself, not as an observer.", nameof(obj));
        }

        var references = _observers.GetOrCreateValue(obj);
        return (TGrainObserverInterface)(object)references.GetOrAdd(typeof(TGrainObserverInterface), type => runtime.Observers.Add(type, obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is GrainReference reference)
        {
            runtime.Observers.Remove(reference.GrainId);
        }
        else if (_observers.TryGetValue(obj, out var references) && references.TryRemove(typeof(TGrainObserverInterface), out var known))
        {
            runtime.Observers.Remove(known.GrainId);
        }
    }

    private object ByKey(Type type, IdSpan key, string? prefix)
    {
        if (prefix is not null)
        {
            return Reference(type, new GrainId(resolve(type, prefix), key));
        }

        var shared = _unprefixed.GetOrAdd(type, MakeShared);
        return shared.New(shared, key);
    }

    private ReferenceShared MakeShared(Type type) => new(runtime, type, resolve(type, null));
}
