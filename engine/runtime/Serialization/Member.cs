using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Standin;

internal delegate TField MemberGetter<TOwner, TField>(ref TOwner owner);

internal delegate void MemberSetter<TOwner, TField>(ref TOwner owner, TField value);

/// <summary>Moves one member between an object and the wire.</summary>
internal abstract class Member<TOwner>(uint id)
{
    public uint Id { get; } = id;

    public abstract bool IsShallow { get; }

    public abstract void Write(WireWriter writer, ref TOwner owner);

    public abstract void Read(WireReader reader, ref TOwner owner);

    public abstract void Copy(ref TOwner from, ref TOwner to, CopyContext context);

    public abstract object? Get(ref TOwner owner);

    public abstract void Set(ref TOwner owner, object? value);

    public static Member<TOwner> Create(MemberSlot slot) => (Member<TOwner>)Activator.CreateInstance(
        typeof(Member<,>).MakeGenericType(typeof(TOwner), slot.Type), slot)!;
}

internal sealed class Member<TOwner, TField>(MemberSlot slot) : Member<TOwner>(slot.Id)
{
    private readonly MemberGetter<TOwner, TField> _get = EmitGetter(slot.Member);
    private readonly MemberSetter<TOwner, TField> _set = EmitSetter(slot.Member);
    private readonly bool _isImmutable = slot.IsImmutable;
    private Codec<TField>? _codec;

    public override bool IsShallow => _isImmutable || TheCodec.IsShallow;

    // Found on first use and not in the constructor: a type may contain itself.
    private Codec<TField> TheCodec => _codec ??= Codecs.Get<TField>();

    public override void Write(WireWriter writer, ref TOwner owner) => TheCodec.Write(writer, _get(ref owner));

    public override void Read(WireReader reader, ref TOwner owner) => _set(ref owner, TheCodec.Read(reader));

    public override void Copy(ref TOwner from, ref TOwner to, CopyContext context)
    {
        var codec = TheCodec;
        var value = _get(ref from);
        _set(ref to, _isImmutable || codec.IsShallow ? value : codec.Copy(value, context));
    }

    public override object? Get(ref TOwner owner) => _get(ref owner);

    public override void Set(ref TOwner owner, object? value) => _set(ref owner, (TField)value!);

    public static MemberGetter<TOwner, TField> EmitGetter(MemberInfo member)
    {
        var method = new DynamicMethod($"get_{member.Name}", typeof(TField), [typeof(TOwner).MakeByRefType()], typeof(TOwner).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        LoadOwner(il);
        if (member is FieldInfo field)
        {
            il.Emit(OpCodes.Ldfld, field);
        }
        else
        {
            il.Emit(typeof(TOwner).IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)member).GetMethod!);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<MemberGetter<TOwner, TField>>();
    }

    public static MemberSetter<TOwner, TField> EmitSetter(MemberInfo member)
    {
        // IL may write init-only and read-only fields of a new object; C# and expression trees may not.
        var method = new DynamicMethod($"set_{member.Name}", typeof(void), [typeof(TOwner).MakeByRefType(), typeof(TField)], typeof(TOwner).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        LoadOwner(il);
        il.Emit(OpCodes.Ldarg_1);
        if (member is FieldInfo field)
        {
            il.Emit(OpCodes.Stfld, field);
        }
        else
        {
            il.Emit(typeof(TOwner).IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)member).SetMethod!);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<MemberSetter<TOwner, TField>>();
    }

    private static void LoadOwner(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (!typeof(TOwner).IsValueType)
        {
            il.Emit(OpCodes.Ldind_Ref);
        }
    }
}
