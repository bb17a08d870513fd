using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Standin;

/// <summary>
/// Emits, for each grain interface, a class derived from <see cref="GrainReference"/> whose methods gather their arguments
/// in a struct and hand it to the runtime; and the struct for each method.
/// </summary>
internal static class Proxies
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Assembly, ModuleBuilder> Modules = [];
    private static readonly ConcurrentDictionary<Type, Func<ReferenceShared, IdSpan, GrainReference>> Constructors = new();
    private static readonly Dictionary<MethodInfo, Type> Arguments = [];
    private static int _count;

    public static Func<ReferenceShared, IdSpan, GrainReference> Of(Type type) => Constructors.GetOrAdd(type, static type =>
    {
        if (!type.IsInterface)
        {
            throw new ArgumentException($"{type} is not an interface: only interfaces can be called.");
        }

        var proxy = Emit(type);
        var constructor = proxy.GetConstructors()[0];
        var shared = Expression.Parameter(typeof(ReferenceShared));
        var key = Expression.Parameter(typeof(IdSpan));
        return Expression.Lambda<Func<ReferenceShared, IdSpan, GrainReference>>(Expression.New(constructor, shared, key), shared, key).Compile();
    });

    public static Type ArgumentsOf(MethodInfo info)
    {
        lock (Gate)
        {
            if (!Arguments.TryGetValue(info, out var type))
            {
                Arguments[info] = type = EmitArguments(info);
            }

            return type;
        }
    }

    private static Type EmitArguments(MethodInfo info)
    {
        var builder = ModuleFor(info.DeclaringType!.Assembly).DefineType(
            $"Arguments{++_count}_{info.Name}",
            TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout,
            typeof(ValueType));
        foreach (var parameter in info.GetParameters())
        {
            builder.DefineField($"A{parameter.Position}", parameter.ParameterType, FieldAttributes.Public);
        }

        return builder.CreateType();
    }

    private static Type Emit(Type type)
    {
        var methods = Methods.Of(type).ToList();
        foreach (var property in type.GetProperties())
        {
            throw new NotSupportedException($"{type}.{property.Name} is a property: a grain interface has methods only.");
        }

        var descriptors = methods.ToDictionary(info => info, Methods.Get);
        lock (Gate)
        {
            var builder = ModuleFor(type.Assembly).DefineType(
                $"Proxy{++_count}_{type.Name}", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [type]);
            EmitConstructor(builder);
            var fields = new List<(string Name, Method Method)>();
            foreach (var info in methods)
            {
                var name = $"Method{fields.Count}";
                fields.Add((name, descriptors[info]));
                EmitMethod(builder, info, descriptors[info], name);
            }

            var proxy = builder.CreateType();
            foreach (var (name, method) in fields)
            {
                proxy.GetField(name)!.SetValue(null, method);
            }

            return proxy;
        }
    }

    private static void EmitConstructor(TypeBuilder builder)
    {
        var inherited = typeof(GrainReference).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ReferenceShared), typeof(IdSpan)])!;
        var constructor = builder.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(ReferenceShared), typeof(IdSpan)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, inherited);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitMethod(TypeBuilder builder, MethodInfo info, Method descriptor, string fieldName)
    {
        var parameters = info.GetParameters();
        var (kind, result) = Methods.ReturnOf(info);
        var arguments = Arguments[info];
        var field = builder.DefineField(fieldName, descriptor.GetType(), FieldAttributes.Public | FieldAttributes.Static);
        var method = builder.DefineMethod(
            $"{info.DeclaringType!.FullName}.{info.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            info.ReturnType,
            Array.ConvertAll(parameters, parameter => parameter.ParameterType));
        var il = method.GetILGenerator();
        var local = il.DeclareLocal(arguments);
        for (var index = 0; index < parameters.Length; index++)
        {
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Ldarg, (short)(index + 1));
            il.Emit(OpCodes.Stfld, arguments.GetField($"A{index}")!);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, field);
        il.Emit(OpCodes.Ldloca, local);
        var invoke = typeof(GrainReference).GetMethod($"Invoke{kind}", BindingFlags.Instance | BindingFlags.NonPublic)!;
        il.Emit(OpCodes.Call, invoke.MakeGenericMethod(arguments, result));
        il.Emit(OpCodes.Ret);
        builder.DefineMethodOverride(method, info);
    }

    private static ModuleBuilder ModuleFor(Assembly assembly)
    {
        if (!Modules.TryGetValue(assembly, out var module))
        {
            var builder = AssemblyBuilder.DefineDynamicAssembly(new($"Orleans.Standin.Proxies.{Modules.Count}"), AssemblyBuilderAccess.Run);
            var open = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
            var visible = ApplicationTypes.Assemblies.Append(assembly).Append(typeof(Proxies).Assembly)
                .Select(part => part.GetName().Name!).Distinct();
            foreach (var name in visible)
            {
                builder.SetCustomAttribute(new CustomAttributeBuilder(open, [name]));
            }

            Modules[assembly] = module = builder.DefineDynamicModule("Proxies");
        }

        return module;
    }
}
