namespace Orleans.Standin;

/// <summary>Writes, reads and copies one type. Codecs have no state and serve the whole process.</summary>
internal abstract class Codec
{
    /// <summary>A value of this type may be shared instead of copied.</summary>
    public virtual bool IsShallow => false;

    /// <summary>Bytes on the wire where that is always the same, else 0.</summary>
    public virtual int FixedSize => 0;

    /// <summary>Writes a value whose exact type has been written before.</summary>
    public abstract void WriteBody(WireWriter writer, object value);

    /// <summary>Reads what <see cref="WriteBody"/> wrote; <paramref name="offset"/> names the object in the message.</summary>
    public abstract object ReadBody(WireReader reader, int offset);

    public abstract object CopyBody(object value, CopyContext context);
}

internal abstract class Codec<T> : Codec
{
    public abstract void Write(WireWriter writer, T value);

    public abstract T Read(WireReader reader);

    public abstract T Copy(T value, CopyContext context);

    public override void WriteBody(WireWriter writer, object value) => Write(writer, (T)value);

    public override object ReadBody(WireReader reader, int offset) => Read(reader)!;

    public override object CopyBody(object value, CopyContext context) => Copy((T)value, context)!;
}

/// <summary>Values that nobody can change.</summary>
internal abstract class ShallowCodec<T> : Codec<T>
{
    public override bool IsShallow => true;

    public override T Copy(T value, CopyContext context) => value;
}

/// <summary>Remembers what was copied, so that two references to one object stay two references to one copy.</summary>
internal sealed class CopyContext(GrainFactory? factory)
{
    private Dictionary<object, object>? _copies;

    public GrainFactory? Factory { get; } = factory;

    public bool TryGet(object original, out object? copy)
    {
        copy = null;
        return _copies is not null && _copies.TryGetValue(original, out copy);
    }

    public void Track(object original, object copy) => (_copies ??= new(ReferenceEqualityComparer.Instance))[original] = copy;
}
