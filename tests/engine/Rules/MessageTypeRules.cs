using System.Reflection;

namespace Andamento.Tests.Engine.Rules;

/// <summary>What messages may be made of: every argument, answer and member, however deep.</summary>
internal static class MessageTypeRules
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Broken(Type type)
    {
        if (type.IsGrainInterface()) return type.GetMethods(Declared).Where(method => !method.IsSpecialName).SelectMany(Method);
        if (type.Has("GenerateSerializer") && !type.IsEnum && !type.IsGrainClass()) return Members(type);
        return [];
    }

    private static IEnumerable<string> Method(MethodInfo method)
    {
        var name = $"{method.DeclaringType!.Title()}.{method.Name}";
        var travelling = method.GetParameters()
            .Where(parameter => parameter.ParameterType != typeof(CancellationToken) && !parameter.ParameterType.IsByRef)
            .Where(parameter => !parameter.ParameterType.IsByRefLike)
            .Select(parameter => (Place: $"{name} takes {parameter.Name}", Type: parameter.ParameterType));
        if (method.ReturnType.IsAnswer()) travelling = travelling.Append(($"{name} answers", method.ReturnType.GetGenericArguments()[0]));

        return travelling.SelectMany(one => Safety.Objections(one.Type), (one, objection) => $"{one.Place} as {objection}.");
    }

    private static IEnumerable<string> Members(Type type) => type.GetFields(Declared)
        .Where(field => !field.IsLeftOut())
        .SelectMany(
            field => Safety.Objections(field.FieldType),
            (field, objection) => $"{type.Title()}.{field.Name.Trim('<').Split('>')[0]} is {objection}.");
}
