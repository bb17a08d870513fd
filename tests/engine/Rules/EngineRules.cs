using System.Reflection;

namespace Andamento.Tests.Engine.Rules;

/// <summary>
/// What the compiler and the start-up of genuine Orleans refuse, said about compiled assemblies,
/// so that a build on the stand-in refuses it too. Every answer is a sentence that names the place.
/// </summary>
public static class EngineRules
{
    /// <summary>Our own assemblies, found beside the test; tests are not among them.</summary>
    public static IReadOnlyList<Assembly> OwnAssemblies() =>
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Andamento.*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.StartsWith("Andamento.Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.Load),
    ];

    public static IReadOnlyList<string> BrokenIn(IEnumerable<Assembly> assemblies) =>
        BrokenIn(assemblies.SelectMany(assembly => assembly.GetTypes()));

    public static IReadOnlyList<string> BrokenIn(IEnumerable<Type> types)
    {
        var written = types.Where(type => !type.IsGenerated()).ToList();
        return
        [
            .. written.SelectMany(type => new[]
            {
                GrainInterfaceRules.Broken(type),
                GrainClassRules.Broken(type),
                MessageMemberRules.Broken(type),
                MessageTypeRules.Broken(type),
            }).SelectMany(broken => broken).Concat(AliasRules.Broken(written)).Order(StringComparer.Ordinal),
        ];
    }
}
