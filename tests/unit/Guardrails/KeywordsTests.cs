using Andamento.Api.Guardrails;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class KeywordsTests
{
    [Theory]
    [InlineData("Project ZEUS is secret")]
    [InlineData("projectzeus")]
    [InlineData("prefixZeus")]
    [InlineData("STRASSE in ÄPFELN")]
    public void A_keyword_is_found_without_case_and_inside_words(string text) => Assert.True(Words("zeus", "äpfel").AreIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("zeu s")]
    [InlineData("Hera")]
    public void Other_text_passes(string text) => Assert.False(Words("zeus", "äpfel").AreIn(text));

    [Fact]
    public void Many_keywords_are_looked_for_at_once()
    {
        var words = Words([.. Enumerable.Range(0, 500).Select(number => $"word-{number:000}-{new string('x', 90)}")]);

        Assert.Equal(99, words.Longest);
        Assert.True(words.AreIn(new string('x', 4_000_000) + $"WORD-499-{new string('x', 90)}"));
        Assert.False(words.AreIn(new string('x', 4_000_000)));
    }

    [Fact]
    public void Rules_that_ask_for_nothing_are_no_checks()
    {
        var gateway = new AiGatewayConfig { InputGuardrails = new(), OutputGuardrails = new() { Safety = true } };

        Assert.Null(EndpointChecks.Of(AiGatewayConfig.None, ServingTask.Chat));
        Assert.Null(EndpointChecks.Of(gateway, ServingTask.Chat)!.Input);
        Assert.NotNull(EndpointChecks.Of(gateway, ServingTask.Chat)!.Output);
        Assert.Null(EndpointChecks.Of(gateway, ServingTask.Embeddings));
        Assert.Null(EndpointChecks.Of(gateway, ServingTask.Predict));
    }

    private static Keywords Words(params string[] words) => Keywords.Of([.. words])!;
}
