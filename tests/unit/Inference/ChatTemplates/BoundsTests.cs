using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.ChatTemplates;

namespace Andamento.Tests.Unit.Inference.ChatTemplates;

/// <summary>A template comes from a stranger: it ends, whatever it says.</summary>
public class BoundsTests
{
    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "too many steps")]
    [InlineData("{% for a in range(1000000000) %}x{% endfor %}", "too long")]
    [InlineData("{{ 'x' * 1000000000000 }}", "too long")]
    [InlineData("{% set ns = namespace(s='x') %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "too long")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "too long")]
    [InlineData("{% for a in range(1000) %}{{ 'x' * 100000 }}{% endfor %}", "too long")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "too deep")]
    [InlineData("{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}", "too deep")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l }}", "too long")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}", "too long")]
    [InlineData("{{ ('x' * 4000000).replace('x', 'yyyyyyyyyy') }}", "too long")]
    [InlineData("{% set ns = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}", "too many steps")]
    [InlineData("{% set ns = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a in [ns.b] }}", "too many steps")]
    [InlineData("{% set ns = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ [ns.a, ns.b] | unique }}", "too large a key")]
    [InlineData("{% set x = 'x' * 8000000 %}{% for a in range(1000000) %}{% if x | upper == '' %}{% endif %}{% endfor %}", "too many steps")]
    [InlineData("{% set x = 'x' * 8000000 %}{% for a in range(1000000) %}{% if x.find('y') == 1 %}{% endif %}{% endfor %}", "too many steps")]
    [InlineData("{% set x = 'x' * 8000000 %}{% for a in range(1000000) %}{% if 'y' in x %}{% endif %}{% endfor %}", "too many steps")]
    [InlineData("{% set x = 'x' * 8000000 %}{% for a in range(1000000) %}{% if x is upper %}{% endif %}{% endfor %}", "too many steps")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "overflow")]
    [InlineData("{{ (1).__class__ }}{{ ''.__class__.__mro__ }}", "has no attribute '__class__'")]
    public void A_template_without_measure_is_stopped(string template, string why)
    {
        var stopped = Assert.Throws<ModelException>(() => Render(template));

        Assert.Equal(ModelFailure.BadInput, stopped.Failure);
        Assert.Contains(why, stopped.Message);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    public void A_template_that_nests_without_measure_is_refused_when_it_is_read(string begin, string end)
    {
        var nested = string.Concat(Enumerable.Repeat(begin, 200_000)) + "1" + string.Concat(Enumerable.Repeat(end, 200_000));

        var refused = Assert.Throws<ModelException>(() => Render("{{ " + nested + " }}"));

        Assert.Equal(ModelFailure.BadModel, refused.Failure);
    }

    [Fact]
    public void A_long_conversation_is_no_lack_of_measure()
    {
        var word = string.Concat(Enumerable.Repeat("word ", 1000));
        var messages = JsonSerializer.SerializeToElement(Enumerable.Range(0, 1000).Select(_ => new { role = "user", content = word }));

        var text = Render("{% for m in messages %}{{ m.role + ': ' + m.content | trim ~ '\n' }}{% endfor %}", messages);

        Assert.Equal(1000 * ("user: ".Length + word.Length), text.Length);
    }

    private static string Render(string template, JsonElement? messages = null) =>
        ChatTemplate.Parse(template, new Dictionary<string, string>()).Render(new ChatTemplateInput
        {
            Messages = messages ?? JsonSerializer.SerializeToElement(Array.Empty<string>()),
            Now = DateTimeOffset.UnixEpoch,
        });
}
