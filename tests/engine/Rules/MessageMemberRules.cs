using System.Reflection;

namespace Andamento.Tests.Engine.Rules;

/// <summary>How the members of a [GenerateSerializer] type are numbered.</summary>
internal static class MessageMemberRules
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Broken(Type type)
    {
        if (!type.Has("GenerateSerializer") || type.IsEnum || type.IsGrainClass()) return [];
        return Reach(type).Concat(Positional(type)).Concat(Unnumbered(type)).Concat(Computed(type)).Concat(Doubled(type));
    }

    /// <summary>Generated code must be able to name the type.</summary>
    private static IEnumerable<string> Reach(Type type)
    {
        if (type.Name.StartsWith('<')) yield return $"{type.Title()} is visible only in its file.";
        if (type.IsNestedPrivate || type.IsNestedFamily || type.IsNestedFamANDAssem)
        {
            yield return $"{type.Title()} is nested and private or protected.";
        }
    }

    private static IEnumerable<string> Positional(Type type)
    {
        var numbered = type.Positions().Count(name => type.GetProperty(name, Declared)?.Has("Id") is true);
        if (numbered > 0 && numbered < type.Positions().Count)
        {
            yield return $"{type.Title()} numbers some of its positions; it must number all or none.";
        }
    }

    private static IEnumerable<string> Unnumbered(Type type)
    {
        var positions = type.Positions();
        foreach (var field in type.GetFields(Declared).Where(field => !field.IsLeftOut()))
        {
            var name = BackedProperty(field);
            if (name is null && field.Has("CompilerGenerated"))
            {
                yield return $"{type.Title()} keeps the constructor's parameter {Captured(field)}, which is not serialised.";
            }
            else if (name is null ? !field.Has("Id") : !positions.Contains(name) && !type.GetProperty(name, Declared)!.Has("Id"))
            {
                yield return $"{type.Title()}.{name ?? field.Name} has neither [Id] nor [NonSerialized].";
            }
        }
    }

    private static IEnumerable<string> Computed(Type type)
    {
        var backed = type.GetFields(Declared).Select(BackedProperty).ToHashSet();
        return type.GetProperties(Declared)
            .Where(property => property.Has("Id") && !backed.Contains(property.Name))
            .Select(property => $"{type.Title()}.{property.Name} is computed and has [Id].");
    }

    private static IEnumerable<string> Doubled(Type type) => type.GetProperties(Declared).Cast<MemberInfo>()
        .Concat(type.GetFields(Declared))
        .Where(member => member.Has("Id"))
        .GroupBy(member => member.Find("Id")!.Argument())
        .Where(group => group.Count() > 1)
        .Select(group => $"{type.Title()} gives the id {group.Key} to {string.Join(" and ", group.Select(member => member.Name))}.");

    private static string? BackedProperty(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
            : null;

    private static string Captured(FieldInfo field) => field.Name.Trim('<').Split('>')[0];
}
