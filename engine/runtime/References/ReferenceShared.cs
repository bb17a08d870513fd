namespace Orleans.Standin;

/// <summary>What all references to one grain type through one interface have in common.</summary>
internal sealed class ReferenceShared(CallRuntime runtime, Type type, GrainType grainType)
{
    public CallRuntime Runtime { get; } = runtime;

    public GrainFactory Factory => Runtime.Factory;

    public Type Interface { get; } = type;

    public GrainInterfaceType InterfaceType { get; } = new(TypeNames.Of(type));

    public GrainType GrainType { get; } = grainType;

    public Func<ReferenceShared, IdSpan, GrainReference> New { get; } = Proxies.Of(type);

    /// <summary>System targets exist once per silo: their references name the silo.</summary>
    public bool IsSystemTarget { get; } = typeof(ISystemTarget).IsAssignableFrom(type);
}
