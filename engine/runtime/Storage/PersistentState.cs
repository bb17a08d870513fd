using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Standin;

/// <summary>One state of one activation: read before the grain is activated, written when the grain says so.</summary>
internal sealed class PersistentState<T> : IPersistentState<T>
{
    private readonly IGrainStorage _storage;
    private readonly IGrainContext _context;
    private readonly string _name;
    private readonly GrainState<T> _state = new(New());

    public PersistentState(IGrainContext context, IGrainStorage storage, string name)
    {
        _context = context;
        _storage = storage;
        _name = name;
        context.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, ReadStateAsync);
    }

    public T State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _state.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await _storage.ReadStateAsync(_name, _context.GrainId, _state, cancellationToken);
        _state.State ??= New();
    }

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task WriteStateAsync(CancellationToken cancellationToken) => _storage.WriteStateAsync(_name, _context.GrainId, _state, cancellationToken);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await _storage.ClearStateAsync(_name, _context.GrainId, _state, cancellationToken);
        _state.State ??= New();
    }

    // A state that was never written is a new one, made by its parameterless constructor where it has one.
    private static T New() => typeof(T).IsValueType || typeof(T) == typeof(string) || typeof(T).IsAbstract
        ? default!
        : typeof(T).GetConstructor(Type.EmptyTypes) is not null
            ? System.Activator.CreateInstance<T>()
            : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}

internal sealed class PersistentStateFactory : IPersistentStateFactory
{
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        var name = string.IsNullOrWhiteSpace(config.StorageName) ? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME : config.StorageName;
        var storage = context.ActivationServices.GetKeyedService<IGrainStorage>(name)
            ?? throw new Orleans.Storage.BadProviderConfigException($"No storage provider named \"{name}\" found loading grain type {context.GrainId.Type}.");
        return new PersistentState<TState>(context, storage, config.StateName);
    }
}

/// <summary>Fills the constructor parameters that are states.</summary>
internal static class PersistentStates
{
    public static Func<Activation, object?> SourceOf(ParameterInfo parameter, PersistentStateAttribute attribute)
    {
        var type = parameter.ParameterType;
        if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new InvalidOperationException($"{parameter.Member.DeclaringType}: the parameter {parameter.Name} has [PersistentState], so it must be an IPersistentState.");
        }

        var create = typeof(IPersistentStateFactory).GetMethod(nameof(IPersistentStateFactory.Create))!.MakeGenericMethod(type.GetGenericArguments());
        return activation => create.Invoke(
            activation.ActivationServices.GetRequiredService<IPersistentStateFactory>(),
            BindingFlags.DoNotWrapExceptions,
            binder: null,
            [activation, attribute],
            culture: null);
    }
}
