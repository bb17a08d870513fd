using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>All methods that can be called, by themselves and by their name on the wire.</summary>
internal static class Methods
{
    private static readonly ConcurrentDictionary<MethodInfo, Method> Known = new();
    private static readonly ConcurrentDictionary<string, Method> Names = new();

    public static Method Get(MethodInfo info) => Known.GetOrAdd(info, static info => Make(info));

    /// <summary>The methods that a reference to this interface answers, inherited ones included.</summary>
    public static IEnumerable<MethodInfo> Of(Type type) =>
        new[] { type }.Concat(type.GetInterfaces())
            .SelectMany(level => level.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.IsAbstract);

    public static Method ByWireName(string name) => Names.GetOrAdd(name, static name =>
    {
        var bar = name.LastIndexOf("::", StringComparison.Ordinal);
        var type = TypeNames.Resolve(name[..bar]);
        foreach (var info in type.GetMethods())
        {
            if (WireNameOf(info) == name)
            {
                return Get(info);
            }
        }

        throw new SerializerException($"{type} has no method '{name[(bar + 2)..]}'.");
    });

    public static string WireNameOf(MethodInfo info)
    {
        var text = new StringBuilder(TypeNames.Of(info.DeclaringType!)).Append("::");
        if (info.GetCustomAttribute<AliasAttribute>() is { } alias)
        {
            return text.Append(alias.Alias).ToString();
        }

        return text.Append(info.Name).Append('(')
            .AppendJoin(',', info.GetParameters().Select(parameter => ShortName(parameter.ParameterType))).Append(')').ToString();
    }

    /// <summary>Enough to tell overloads apart.</summary>
    private static string ShortName(Type type) => type.IsConstructedGenericType
        ? $"{type.Name}<{string.Join(',', type.GetGenericArguments().Select(ShortName))}>"
        : type.Name;

    private static Method Make(MethodInfo info)
    {
        var (kind, result) = ReturnOf(info);
        var arguments = Proxies.ArgumentsOf(info);
        var type = typeof(Method<,>).MakeGenericType(arguments, result);
        try
        {
            return (Method)Activator.CreateInstance(type, info, kind)!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.InnerException);
            throw;
        }
    }

    public static (ReturnKind Kind, Type Result) ReturnOf(MethodInfo info)
    {
        var type = info.ReturnType;
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        if (info.IsGenericMethodDefinition || info.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
        {
            throw Refusal(info, "is generic or has a parameter by reference");
        }

        return definition switch
        {
            _ when type == typeof(void) => (ReturnKind.Void, typeof(Nothing)),
            _ when type == typeof(Task) => (ReturnKind.Task, typeof(Nothing)),
            _ when type == typeof(ValueTask) => (ReturnKind.ValueTask, typeof(Nothing)),
            _ when definition == typeof(Task<>) => (ReturnKind.TaskOfResult, type.GetGenericArguments()[0]),
            _ when definition == typeof(ValueTask<>) => (ReturnKind.ValueTaskOfResult, type.GetGenericArguments()[0]),
            _ when definition == typeof(IAsyncEnumerable<>) => (ReturnKind.Stream, type.GetGenericArguments()[0]),
            _ => throw Refusal(info, $"returns {type}; a grain method returns Task, ValueTask, IAsyncEnumerable or nothing"),
        };
    }

    private static NotSupportedException Refusal(MethodInfo info, string reason) => new($"{info.DeclaringType}.{info.Name} {reason}.");
}
