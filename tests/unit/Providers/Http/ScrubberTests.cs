using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class ScrubberTests
{
    [Theory]
    [InlineData("Incorrect API key provided: very-secret-value.", "Incorrect API key provided: ***.")]
    [InlineData("Incorrect API key provided: sk-proj-ab**********yz12. See https://x.", "Incorrect API key provided: ***. See https://x.")]
    [InlineData("header was 'Authorization: Bearer abc.def-123', bad", "header was 'Authorization: Bearer ***', bad")]
    [InlineData("bearer  QUJD== refused", "Bearer *** refused")]
    [InlineData("not allowed for arn:aws:iam::123456789012:role/x", "not allowed for arn:aws:iam::***:role/x")]
    [InlineData("key gsk_abcdefgh is gone", "key *** is gone")]
    [InlineData("two\r\nlines\tand \u0007 bell", "two lines and bell")]
    [InlineData("a task-force of 12 sk models", "a task-force of 12 sk models")]
    public void Secrets_do_not_leave(string words, string expected) => Assert.Equal(expected, Clean(words));

    [Fact]
    public void A_long_message_is_cut() => Assert.Equal(1001, Clean(new string('a', 5000)).Length);

    [Fact]
    public void A_secret_across_the_cut_does_not_leave() =>
        Assert.DoesNotContain("very", Clean(new string('a', 1990) + " very-secret-value"), StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_only_the_cut_of_others_brings_into_sight_does_not_leave() =>
        Assert.DoesNotContain(
            "very-secret", Clean(string.Concat(Enumerable.Repeat("very-secret-value ", 111)) + "very-secret-value"), StringComparison.Ordinal);

    [Fact]
    public void A_token_that_was_bought_does_not_leave_either()
    {
        var target = Calls.Target() with { Token = "ya29.bought" };

        Assert.Equal("*** has no rights", Scrubber.Clean("ya29.bought has no rights", Calls.OpenAI.Descriptor, target));
    }

    private static string Clean(string words) =>
        Scrubber.Clean(words, Calls.OpenAI.Descriptor, Calls.Target(("openai_api_key", " very-secret-value\n")));
}
