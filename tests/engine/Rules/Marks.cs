using System.Reflection;
using System.Runtime.CompilerServices;

namespace Andamento.Tests.Engine.Rules;

/// <summary>
/// Attributes and interfaces of the engine, known by their short names: the rules then need no engine,
/// and their samples can carry look-alikes that its compiler leaves alone.
/// </summary>
internal static class Marks
{
    private const FieldAttributes LeftOut = (FieldAttributes)0x80; // NotSerialized, which is obsolete only by its name

    public static bool Has(this MemberInfo member, string attribute) => member.Find(attribute) is not null;

    public static CustomAttributeData? Find(this MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == attribute + "Attribute");

    public static object? Argument(this CustomAttributeData attribute) => attribute.ConstructorArguments[0].Value;

    public static bool IsGenerated(this Type type) =>
        type.Has("CompilerGenerated") || type.Has("GeneratedCode")
        || type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) is true
        || (type.DeclaringType is not null && type.DeclaringType.IsGenerated());

    /// <summary>An interface that grains or observers implement, and not one of the engine's own.</summary>
    public static bool IsGrainInterface(this Type type) => type.IsInterface && type.IsAddressable();

    public static bool IsGrainClass(this Type type) => type is { IsClass: true } && type.IsAddressable() && !type.IsReference();

    public static bool IsAddressable(this Type type) =>
        type.Name is "IAddressable" || type.GetInterfaces().Any(implemented => implemented.Name is "IAddressable");

    public static bool IsRecord(this Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            is { } print && print.Has("CompilerGenerated");

    /// <summary>What stands in the parentheses of a positional record.</summary>
    public static IReadOnlyList<string> Positions(this Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .FirstOrDefault(method => method.Name is "Deconstruct" && method.Has("CompilerGenerated")) is { } deconstruct
            ? [.. deconstruct.GetParameters().Select(parameter => parameter.Name!)]
            : [];

    /// <summary>A type's name as its author knows it.</summary>
    public static string Title(this Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Title))}>"
        : type.Name;

    public static bool IsAwaitedEmpty(this Type type) => type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask);

    public static bool IsAnswer(this Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>));

    public static bool IsDynamic(this ParameterInfo parameter) =>
        parameter.GetCustomAttributesData().Any(data => data.AttributeType == typeof(DynamicAttribute));

    /// <summary>A field that its author left out with [NonSerialized].</summary>
    public static bool IsLeftOut(this FieldInfo field) => field.Attributes.HasFlag(LeftOut);

    private static bool IsReference(this Type type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name is "GrainReference") return true;
        }

        return false;
    }
}
