namespace Orleans.Standin;

/// <summary>References travel as identity and interface and are bound to the receiver's factory.</summary>
internal sealed class GrainReferenceCodec<T> : ReferenceCodec<T>
    where T : class, IAddressable
{
    public override bool IsShallow => typeof(GrainReference).IsAssignableFrom(typeof(T));

    protected override bool IsTracked => false;

    protected override void WriteObject(WireWriter writer, T value)
    {
        var reference = AsReference(value);
        writer.Bytes(reference.GrainId.Type.AsSpan());
        writer.Bytes(reference.GrainId.Key.AsSpan());
        writer.Text(TypeNames.Of(reference.Interface));
    }

    protected override T ReadObject(WireReader reader, int offset)
    {
        var id = new GrainId(new GrainType(reader.Bytes().ToArray()), new IdSpan(reader.Bytes().ToArray()));
        var type = TypeNames.Resolve(reader.Text()!);
        return (T)(object)(reader.Factory ?? throw new InvalidOperationException("A grain reference can only be read where there are grains.")).Reference(type, id);
    }

    protected override T CopyObject(T value, CopyContext context)
    {
        AsReference(value);
        return value;
    }

    private static GrainReference AsReference(T value) => value as GrainReference ?? throw new ArgumentException(
        $"{value.GetType()} cannot travel: pass a reference to it, made with AsReference or CreateObjectReference.");
}
