using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Standin;

/// <summary>Classes with [GenerateSerializer].</summary>
internal sealed class ObjectCodec<T>(List<List<MemberSlot>> layout) : ReferenceCodec<T>
    where T : class
{
    private static readonly Func<T> New = Activator();

    private readonly MemberSet<T> _members = new(layout);
    private readonly bool _isShallow = typeof(T).IsDefined(typeof(ImmutableAttribute), inherit: false);

    public override bool IsShallow => _isShallow;

    protected override bool IsTracked { get; } = !typeof(T).IsDefined(typeof(SuppressReferenceTrackingAttribute), inherit: false);

    protected override void WriteObject(WireWriter writer, T value) => _members.Write(writer, ref value);

    protected override T ReadObject(WireReader reader, int offset)
    {
        var value = New();
        reader.Track(offset, value);
        _members.Read(reader, ref value);
        return value;
    }

    protected override T CopyObject(T value, CopyContext context)
    {
        var copy = New();
        context.Track(value, copy);
        _members.Copy(ref value, ref copy, context);
        return copy;
    }

    // A parameterless constructor runs, so that members that do not travel get their initial values.
    private static Func<T> Activator()
    {
        var constructor = typeof(T).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes);
        return constructor is null
            ? () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T))
            : Expression.Lambda<Func<T>>(Expression.New(constructor)).Compile();
    }
}

/// <summary>Structs with [GenerateSerializer], tuples and pairs.</summary>
internal sealed class StructCodec<T>(List<List<MemberSlot>> layout) : Codec<T>
    where T : struct
{
    private readonly MemberSet<T> _members = new(layout);
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= typeof(T).IsDefined(typeof(ImmutableAttribute), inherit: false) || _members.AllShallow;

    public override void Write(WireWriter writer, T value) => _members.Write(writer, ref value);

    public override T Read(WireReader reader)
    {
        var value = default(T);
        _members.Read(reader, ref value);
        return value;
    }

    public override T Copy(T value, CopyContext context)
    {
        if (IsShallow)
        {
            return value;
        }

        // What has no id does not travel inside a silo either.
        var copy = default(T);
        _members.Copy(ref value, ref copy, context);
        return copy;
    }
}
