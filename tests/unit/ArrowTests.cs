using System.Reflection;

namespace Andamento.Tests.Unit;

/// <summary>Which assembly may see which: ARCHITECTURE.md, "The tree".</summary>
public class ArrowTests
{
    [Theory]
    [InlineData("Andamento.Abstractions", "")]
    [InlineData("Andamento.Providers", "")]
    [InlineData("Andamento.Inference", "")]
    [InlineData("Andamento.Grains", "Andamento.Abstractions Andamento.Providers Andamento.Inference")]
    [InlineData("Andamento.Silo", "Andamento.Abstractions Andamento.Grains Andamento.Providers Andamento.Inference")]
    [InlineData("Andamento.Api", "Andamento.Abstractions Andamento.Silo")]
    [InlineData("andamento", "")]
    public void An_assembly_sees_only_those_below_it(string assembly, string below)
    {
        var seen = References(assembly).Where(name => name.StartsWith("Andamento.", StringComparison.Ordinal));

        Assert.Subset(below.Split(' ').ToHashSet(), seen.ToHashSet());
    }

    [Theory]
    [InlineData("Andamento.Providers")]
    [InlineData("Andamento.Inference")]
    public void What_speaks_to_providers_and_models_knows_neither_grains_nor_routes(string assembly) =>
        Assert.DoesNotContain(
            References(assembly), name => name.Contains("Orleans") || name.Contains("AspNetCore"));

    [Theory]
    [InlineData("Andamento.Abstractions")]
    [InlineData("Andamento.Grains")]
    public void Grains_know_no_routes(string assembly) =>
        Assert.DoesNotContain(References(assembly), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
