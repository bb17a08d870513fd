using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>
/// Objects: null, the declared type, another type named before the body, or an object that the message already holds.
/// </summary>
internal abstract class ReferenceCodec<T> : Codec<T>
    where T : class
{
    private const byte Null = 0;
    private const byte Declared = 1;
    private const byte Named = 2;
    private const byte Repeated = 3;

    /// <summary>Only the declared type itself can occur.</summary>
    private static readonly bool Exact = typeof(T).IsSealed;

    /// <summary>The same object twice in a message arrives as one object.</summary>
    protected virtual bool IsTracked => true;

    public sealed override void Write(WireWriter writer, T value)
    {
        if (value is null)
        {
            writer.Byte(Null);
            return;
        }

        var type = TypeOf(value);
        var other = Exact || type == typeof(T) ? null : Codecs.ForRuntimeType(type, typeof(T));
        if ((other is null ? IsTracked : !other.IsShallow) && writer.TrySeen(value, out var offset))
        {
            writer.Byte(Repeated);
            writer.UInt((uint)offset);
        }
        else if (other is null)
        {
            writer.Byte(Declared);
            WriteBody(writer, value);
        }
        else
        {
            writer.Byte(Named);
            writer.Text(TypeNames.Of(type));
            other.WriteBody(writer, value);
        }
    }

    public sealed override T Read(WireReader reader)
    {
        var offset = reader.Position;
        switch (reader.Byte())
        {
            case Null:
                return null!;
            case Declared:
                return (T)ReadBody(reader, offset);
            case Repeated:
                return (T)reader.Seen((int)reader.UInt());
            case Named:
                var type = TypeNames.Resolve(reader.Text()!);
                var value = Codecs.ForRuntimeType(type, typeof(T)).ReadBody(reader, offset);
                return value as T ?? throw new SerializerException($"The message holds a {type} where a {typeof(T)} belongs.");
            default:
                throw new SerializerException("The message is damaged: unknown kind of reference.");
        }
    }

    public sealed override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        var type = TypeOf(value);
        var codec = Exact || type == typeof(T) ? this : Codecs.ForRuntimeType(type, typeof(T));
        if (codec.IsShallow)
        {
            return value;
        }

        return context.TryGet(value, out var copy) ? (T)copy! : (T)codec.CopyBody(value, context);
    }

    private static Type TypeOf(T value) =>
        Exact || value.GetType() == typeof(T) ? typeof(T) : Collections.PublicType(value.GetType());

    public sealed override void WriteBody(WireWriter writer, object value) => WriteObject(writer, (T)value);

    public sealed override object ReadBody(WireReader reader, int offset) => ReadObject(reader, offset);

    public sealed override object CopyBody(object value, CopyContext context) => CopyObject((T)value, context);

    protected abstract void WriteObject(WireWriter writer, T value);

    protected abstract T ReadObject(WireReader reader, int offset);

    protected abstract T CopyObject(T value, CopyContext context);
}

/// <summary>Interfaces, abstract classes and object: always another type.</summary>
internal sealed class PolymorphicCodec<T> : ReferenceCodec<T>
    where T : class
{
    // Reached only for a bare object, which has no content.
    protected override void WriteObject(WireWriter writer, T value)
    {
    }

    protected override T ReadObject(WireReader reader, int offset) => (T)new object();

    protected override T CopyObject(T value, CopyContext context) => value;
}
