using System.Reflection;

namespace Andamento.Tests.Engine.Rules;

/// <summary>What a grain's interface may declare.</summary>
internal static class GrainInterfaceRules
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Broken(Type type)
    {
        if (!type.IsGrainInterface()) return [];
        var methods = type.GetMethods(Declared).Where(method => !method.IsSpecialName).ToArray();
        return Members(type).Concat(methods.SelectMany(method => Method(type, method))).Concat(Aliases(type, methods));
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var property in type.GetProperties(Declared))
        {
            var kind = property.GetIndexParameters().Length > 0 ? "an indexer" : $"the property {property.Name}";
            yield return $"{type.Title()} has {kind}; a grain is called through methods.";
        }

        foreach (var declared in type.GetEvents(Declared))
        {
            yield return $"{type.Title()} has the event {declared.Name}; a grain calls observers instead.";
        }
    }

    private static IEnumerable<string> Method(Type type, MethodInfo method)
    {
        var name = $"{type.Title()}.{method.Name}";
        var answer = method.ReturnType;
        if (!answer.IsAwaitedEmpty() && !answer.IsAnswer())
        {
            yield return $"{name} returns {answer.Title()}; it may return Task, ValueTask, IAsyncEnumerable or void.";
        }

        if (method.ReturnParameter.IsDynamic()) yield return $"{name} returns dynamic.";

        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsByRef) yield return $"{name} takes {parameter.Name} by reference.";
            else if (parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsPointer)
            {
                yield return $"{name} takes {parameter.Name} as {parameter.ParameterType.Title()}, which cannot travel.";
            }

            if (parameter.IsDynamic()) yield return $"{name} takes {parameter.Name} as dynamic.";
        }

        if (method.GetParameters().Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1)
        {
            yield return $"{name} takes more than one CancellationToken.";
        }
    }

    private static IEnumerable<string> Aliases(Type type, IEnumerable<MethodInfo> methods) => methods
        .Where(method => method.Has("Alias"))
        .GroupBy(method => method.Find("Alias")!.Argument())
        .Where(group => group.Count() > 1)
        .Select(group => $"{type.Title()} gives the alias \"{group.Key}\" to {group.Count()} methods.");
}
