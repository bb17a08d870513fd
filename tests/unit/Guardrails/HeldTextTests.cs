using Andamento.Api.Guardrails;
using Andamento.Api.Guardrails.Streams;
using Andamento.Gateway;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class HeldTextTests
{
    [Fact]
    public void Plain_words_are_held_no_longer_than_until_the_next()
    {
        var held = Of(new() { Pii = PiiBehavior.Mask });

        Assert.Equal(["", "Hello ", "big ", "world. "], [held.Push("Hel", false), held.Push("lo ", false), held.Push("big ", false), held.Push("world. ", false)]);
    }

    [Fact]
    public void A_keyword_in_pieces_blocks_before_any_of_it_is_sent()
    {
        const string text = "say the ForBidden word";
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var findings = Findings(new() { InvalidKeywords = ["forbidden"] });
            var held = new HeldText(findings);

            var sent = held.Push(text[..cut], false) + held.Push(text[cut..], false);

            Assert.Equal(GuardrailKind.Keyword, findings.Blocked);
            Assert.StartsWith(sent, "say the ", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void With_keywords_as_much_is_held_as_could_begin_the_longest()
    {
        var held = Of(new() { InvalidKeywords = ["abcd", "xy"] });

        Assert.Equal("12345", held.Push("12345678", false));
        Assert.Equal("678", held.Push("", true));
    }

    [Fact]
    public void Personal_data_blocks_before_any_of_it_is_sent()
    {
        const string text = "mail bob@example.com today";
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var findings = Findings(new() { Pii = PiiBehavior.Block });
            var held = new HeldText(findings);

            var sent = held.Push(text[..cut], false) + held.Push(text[cut..], false);

            Assert.Equal(GuardrailKind.Pii, findings.Blocked);
            Assert.StartsWith(sent, "mail ", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pair_of_surrogates_is_not_torn_apart()
    {
        var held = Of(new() { InvalidKeywords = ["ab"] });

        Assert.Equal("x", held.Push("x\uD83D", false));
        Assert.Equal("\uD83D\uDE00", held.Push("\uDE00.", false));
        Assert.Equal(".", held.Push("", true));
    }

    [Fact]
    public void What_masks_and_blocks_at_once_does_both()
    {
        var findings = Findings(new() { Pii = PiiBehavior.Mask, InvalidKeywords = ["forbidden topic"] });
        var held = new HeldText(findings);
        var sent = string.Concat("Ask bob@example.com about it, please do. ".Select(c => held.Push(c.ToString(), false)));

        Assert.Equal("Ask <EMAIL_ADDRESS> about i", sent + held.Push("", false));
        Assert.Equal("", held.Push("The forbidden topic.", false));
        Assert.Equal(GuardrailKind.Keyword, findings.Blocked);
    }

    private static HeldText Of(GuardrailRules rules) => new(Findings(rules));

    private static GuardrailFindings Findings(GuardrailRules rules) => new(TextChecks.Of(rules)!, GuardrailDirection.Output);
}
