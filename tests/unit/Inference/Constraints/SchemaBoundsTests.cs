using System.Text.Json;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference.Constraints;

/// <summary>A schema comes from a stranger: reading it ends, and does not break the stack, whatever it says.</summary>
public sealed class SchemaBoundsTests
{
    [Fact]
    public void References_that_double_with_every_step_are_refused()
    {
        var definitions = Enumerable.Range(0, 35).ToDictionary(i => $"d{i}", object (i) => new { allOf = new[] { Reference(i + 1), Reference(i + 1) } });
        definitions["d35"] = new { type = "string" };

        Refused(new Dictionary<string, object> { ["$ref"] = "#/$defs/d0", ["$defs"] = definitions });
    }

    [Fact]
    public void More_values_side_by_side_than_a_stack_holds_are_refused() =>
        Refused(new { anyOf = Enumerable.Range(0, 300).Select(i => new { @enum = Enumerable.Range(0, 1000).Select(j => $"{i}-{j}") }) });

    [Fact]
    public void As_many_as_are_allowed_are_held()
    {
        var values = new { anyOf = Enumerable.Range(0, 2).Select(i => new { @enum = Enumerable.Range(0, 1000).Select(j => $"{i}-{j}") }) };

        var grammar = Grammars.Of(JsonSerializer.Serialize(values));

        Assert.True(Grammars.Takes(grammar, "\"1-999\""));
        Assert.False(Grammars.Takes(grammar, "\"2-0\""));
    }

    [Fact]
    public void Conditions_without_number_are_refused() => Refused(new { allOf = Enumerable.Repeat(new { }, 100_000) });

    [Fact]
    public void Members_without_number_are_refused() =>
        Refused(new { properties = Enumerable.Range(0, 50_000).ToDictionary(i => $"p{i}", _ => new { }) });

    [Fact]
    public void Alternatives_that_multiply_are_refused() => Refused(new
    {
        allOf = Enumerable.Range(0, 20).Select(i => new { anyOf = Enumerable.Range(0, 10).Select(j => new { title = $"{i} {j}" }) }),
    });

    [Theory]
    [InlineData("(x+x+)+y")]
    [InlineData("^(.*a.{500})$")]
    [InlineData("^((a|b|c)*a(a|b|c){30}|(c|d)*d(c|d){30})$")]
    [InlineData("(([a-z]{1,1000}){1,1000}){1,1000}")]
    [InlineData("^(([^a][^b])*|([^c][^d][^e])*|([^f][^g][^h][^i][^j])*|([^k][^l][^m][^n][^o][^p][^q])*)*$")]
    public void An_expression_is_held_or_refused_within_a_moment(string pattern)
    {
        var started = TimeProvider.System.GetTimestamp();

        if (Record.Exception(() => Grammars.Of(JsonSerializer.Serialize(new { pattern }))) is { } refused)
            Assert.Equal(ModelFailure.BadInput, Assert.IsType<ModelException>(refused).Failure);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Dictionary<string, string> Reference(int number) => new() { ["$ref"] = $"#/$defs/d{number}" };

    private static void Refused(object schema) => Assert.Equal(
        ModelFailure.BadInput, Assert.Throws<ModelException>(() => Grammars.Of(JsonSerializer.Serialize(schema))).Failure);
}
