using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Standin.Placement;

namespace Orleans.Standin;

/// <summary>What the silo knows about one class of grains, worked out once.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainClass(Type type, IServiceProvider services)
    {
        Type = type;
        GrainType = type.GetCustomAttributes().OfType<IGrainTypeProviderAttribute>().FirstOrDefault()?.GetGrainType(services, type)
            ?? GrainType.Create(DefaultName(type));
        Interfaces = type.GetInterfaces().Where(IsCallable).ToArray();
        AnyInterface = Interfaces.FirstOrDefault(candidate => !Interfaces.Any(other => other != candidate && candidate.IsAssignableFrom(other))) ?? typeof(IGrain);
        var properties = new Dictionary<string, string>
        {
            [WellKnownGrainTypeProperties.TypeName] = type.Name,
            [WellKnownGrainTypeProperties.FullTypeName] = type.FullName!,
        };
        foreach (var provider in type.GetCustomAttributes(inherit: true).OfType<IGrainPropertiesProviderAttribute>())
        {
            provider.Populate(services, type, GrainType, properties);
        }

        Properties = new GrainProperties(properties.ToImmutableDictionary());
        Placement = type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy ?? services.GetService<PlacementStrategy>() ?? new RandomPlacement();
        Placement.Initialize(Properties);
        Filters = [.. type.GetCustomAttributes<PlacementFilterAttribute>().Select(attribute => attribute.PlacementFilterStrategy).OrderBy(filter => filter.Order)];
        foreach (var filter in Filters)
        {
            filter.Initialize(Properties);
        }

        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        IsFilter = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        CollectionAge = AgeFrom(properties);
        MayInterleave = PredicateOf(type);
        (_constructor, _arguments) = PlanConstruction(type);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public Type[] Interfaces { get; }

    public Type AnyInterface { get; }

    public GrainProperties Properties { get; }

    public PlacementStrategy Placement { get; }

    public PlacementFilterStrategy[] Filters { get; }

    public bool IsReentrant { get; }

    public bool IsFilter { get; }

    public TimeSpan? CollectionAge { get; set; }

    public Func<object, IInvokable, bool>? MayInterleave { get; }

    public StatelessWorkerPlacement? Workers => Placement as StatelessWorkerPlacement;

    public static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        && (typeof(Grain).IsAssignableFrom(type) || typeof(IGrainBase).IsAssignableFrom(type));

    public static bool IsCallable(Type type) => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
        && type.Namespace != "Orleans" && type != typeof(IAddressable) && !typeof(IGrainObserver).IsAssignableFrom(type);

    public object Create(Activation activation)
    {
        var arguments = new object?[_arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = _arguments[index](activation);
        }

        return _constructor.Invoke(arguments.AsSpan());
    }

    // FooGrain and Foo are both "foo".
    private static string DefaultName(Type type)
    {
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) && type.Name.Length > 5 ? type.Name[..^5] : type.Name;
        return name.ToLowerInvariant();
    }

    private static TimeSpan? AgeFrom(Dictionary<string, string> properties) =>
        properties.TryGetValue(WellKnownGrainTypeProperties.IdleDeactivationPeriod, out var text)
            ? text == WellKnownGrainTypeProperties.IndefiniteIdleDeactivationPeriodValue ? TimeSpan.MaxValue : TimeSpan.Parse(text)
            : null;

    private static Func<object, IInvokable, bool>? PredicateOf(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute)
        {
            return null;
        }

        var method = type.GetMethod(
            attribute.CallbackMethodName,
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy,
            [typeof(IInvokable)]) ?? throw new InvalidOperationException($"{type} has no method bool {attribute.CallbackMethodName}(IInvokable).");
        return method.IsStatic
            ? (_, call) => method.CreateDelegate<Func<IInvokable, bool>>()(call)
            : (grain, call) => method.CreateDelegate<Func<IInvokable, bool>>(grain)(call);
    }

    private static (ConstructorInvoker Constructor, Func<Activation, object?>[] Arguments) PlanConstruction(Type type)
    {
        var constructors = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public);
        var chosen = constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(constructor => constructor.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
        return (ConstructorInvoker.Create(chosen), chosen.GetParameters().Select(parameter => Source(type, parameter)).ToArray());
    }

    private static Func<Activation, object?> Source(Type type, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            return PersistentStates.SourceOf(parameter, state);
        }

        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return activation => activation;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return activation => activation.ActivationServices.GetRequiredKeyedService(parameter.ParameterType, keyed.Key);
        }

        return activation => activation.ActivationServices.GetService(parameter.ParameterType)
            ?? (parameter.HasDefaultValue
                ? parameter.DefaultValue
                : throw new InvalidOperationException($"Unable to resolve service for type '{parameter.ParameterType}' while attempting to activate '{type}'."));
    }
}
