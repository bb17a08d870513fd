namespace Orleans.Runtime;

/// <summary>An address that can be called. The methods are in emitted classes derived from this one.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>, ISpanFormattable
{
    private readonly IdSpan _key;

    internal GrainReference(ReferenceShared shared, IdSpan key)
    {
        Shared = shared;
        _key = key;
    }

    public GrainId GrainId => GrainId.Create(Shared.GrainType, _key);

    public GrainInterfaceType InterfaceType => Shared.InterfaceType;

    public ushort InterfaceVersion => 0;

    public virtual string InterfaceName => Interface.FullName ?? Interface.Name;

    internal ReferenceShared Shared { get; }

    internal Type Interface => Shared.Interface;

    /// <summary>The activation last found in this silo; it knows whether it still takes calls.</summary>
    internal Activation? Cached { get; set; }

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => this.AsReference<TGrainInterface>();

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"GrainReference:{GrainId}", out charsWritten);

    internal Task<TResult> InvokeTaskOfResult<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => Shared.Runtime.Invoke(this, method, ref args);

    internal Task InvokeTask<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => Shared.Runtime.Invoke(this, method, ref args);

    internal ValueTask<TResult> InvokeValueTaskOfResult<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => new(Shared.Runtime.Invoke(this, method, ref args));

    internal ValueTask InvokeValueTask<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => new(Shared.Runtime.Invoke(this, method, ref args));

    internal void InvokeVoid<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => Shared.Runtime.Invoke(this, method, ref args);

    internal IAsyncEnumerable<TResult> InvokeStream<TArgs, TResult>(Method<TArgs, TResult> method, ref TArgs args)
        where TArgs : struct => new RemoteStream<TArgs, TResult>(this, method, ref args);
}
