namespace Andamento.Tests.Engine.Rules;

/// <summary>A type is found by its alias on the wire and in storage, so two types cannot have one.</summary>
internal static class AliasRules
{
    public static IEnumerable<string> Broken(IEnumerable<Type> types) => types
        .Where(type => type.Has("Alias"))
        .GroupBy(type => type.Find("Alias")!.Argument())
        .Where(group => group.Count() > 1)
        .Select(group => $"The alias \"{group.Key}\" is that of {string.Join(" and ", group.Select(type => type.Title()).Order(StringComparer.Ordinal))}.");
}
