using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>Which grain classes there are: here, and on each other silo of the cluster.</summary>
internal sealed class Manifest
{
    private readonly CallRuntime _runtime;
    private readonly Membership _membership;
    private readonly Dictionary<GrainType, GrainClass> _classes = [];
    private readonly ConcurrentDictionary<SiloAddress, SiloInfo> _silos = new();
    private readonly ConcurrentDictionary<(Type, string?), GrainType> _resolved = new();
    private readonly List<GrainClassInfo> _own = [];

    public Manifest(CallRuntime runtime, Membership membership, IServiceProvider services, bool hasClasses)
    {
        _runtime = runtime;
        _membership = membership;
        membership.Changed += (_, _) => _ = Refresh();
        foreach (var type in ApplicationTypes.Assemblies.SelectMany(ApplicationTypes.TypesOf).Where(GrainClass.IsGrainClass))
        {
            var interfaces = type.GetInterfaces().Where(GrainClass.IsCallable).ToList();
            if (interfaces.Count == 0 || (!hasClasses && type.Assembly == typeof(Manifest).Assembly))
            {
                continue;
            }

            var grainClass = new GrainClass(type, services);
            if (hasClasses)
            {
                if (!_classes.TryAdd(grainClass.GrainType, grainClass))
                {
                    throw new OrleansConfigurationException($"{type} and {_classes[grainClass.GrainType].Type} have the same grain type {grainClass.GrainType}.");
                }
            }

            _own.Add(new GrainClassInfo
            {
                GrainType = grainClass.GrainType.ToString(),
                ClassName = type.FullName!,
                Interfaces = interfaces.ConvertAll(TypeNames.Of),
            });
        }
    }

    public IEnumerable<GrainClass> Classes => _classes.Values;

    public List<GrainClassInfo> Own => _own;

    public GrainClass? ClassOf(GrainType type) => _classes.GetValueOrDefault(type);

    public SiloInfo? InfoOf(SiloAddress silo) => _silos.GetValueOrDefault(silo);

    public bool Supports(SiloAddress silo, GrainType type)
    {
        if (silo.Equals(_runtime.Address))
        {
            return _classes.ContainsKey(type);
        }

        return _silos.TryGetValue(silo, out var info) && info.Classes.Exists(known => known.GrainType == type.ToString());
    }

    /// <summary>The grain type behind an interface: the only class, or the one the prefix names.</summary>
    public GrainType Resolve(Type type, string? prefix) => _resolved.GetOrAdd((type, prefix), key => Find(key.Item1, key.Item2));

    public async Task Refresh()
    {
        var members = _membership.Current.Members.Values;
        foreach (var gone in members.Where(member => member.Status == SiloStatus.Dead))
        {
            _silos.TryRemove(gone.SiloAddress, out _);
        }

        await Task.WhenAll(members.Where(member => member.Status is SiloStatus.Joining or SiloStatus.Active).Select(member => Ask(member.SiloAddress)));
    }

    private async Task Ask(SiloAddress silo)
    {
        if (silo.Equals(_runtime.Address) || _silos.ContainsKey(silo))
        {
            return;
        }

        try
        {
            var target = (ISiloTarget)_runtime.Factory.Reference(typeof(ISiloTarget), SystemTargets.SiloId(silo));
            _silos[silo] = await target.Describe();
            _resolved.Clear();
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
        {
            // It went as it came; the next view of the cluster says so.
        }
    }

    private GrainType Find(Type type, string? prefix)
    {
        var name = TypeNames.Of(type);
        var candidates = _own.Concat(_silos.Values.SelectMany(info => info.Classes))
            .Where(known => known.Interfaces.Contains(name) && (prefix is null || known.ClassName.StartsWith(prefix, StringComparison.Ordinal)))
            .DistinctBy(known => known.GrainType).ToList();
        if (candidates.Count > 1)
        {
            // By convention IFoo is implemented by Foo or FooGrain.
            var plain = type.Name.StartsWith('I') ? type.Name[1..] : type.Name;
            var named = candidates.Where(known => known.ClassName.Split('.', '+')[^1] is var last && (last == plain || last == plain + "Grain")).ToList();
            candidates = named.Count == 1 ? named : candidates;
        }

        return candidates.Count switch
        {
            1 => GrainType.Create(candidates[0].GrainType),
            0 => throw new ArgumentException($"Could not find an implementation for interface {type}."),
            _ => throw new ArgumentException($"Several classes implement {type}: {string.Join(", ", candidates.Select(known => known.ClassName))}. Name one by its prefix."),
        };
    }
}
