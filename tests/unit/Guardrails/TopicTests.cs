using Andamento.Api.Guardrails.Topics;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class TopicTests
{
    [Theory]
    [InlineData("Tell me about zeppelins", "zeppelin")]
    [InlineData("Who paid my INVOICES?", "billing")]
    [InlineData("my parcel has not arrived", "shipping and returns")]
    [InlineData("Is there a refund?", "weather", "Billing questions")]
    public void A_text_with_a_word_of_a_topic_is_about_it(string text, params string[] topics) =>
        Assert.True(WordTopics.IsAbout(text, [.. topics]));

    [Theory]
    [InlineData("Hello!", "billing")]
    [InlineData("What is the capital of France?", "billing", "shipping")]
    [InlineData("for the win", "for the record keeping")]
    public void A_text_without_one_is_not(string text, params string[] topics) =>
        Assert.False(WordTopics.IsAbout(text, [.. topics]));

    [Theory]
    [InlineData("1", true)]
    [InlineData(" 2. ", true)]
    [InlineData("Billing", true)]
    [InlineData("3", false)]
    [InlineData("0", false)]
    [InlineData("none", false)]
    [InlineData("", false)]
    [InlineData("It could be about billing, or not.", false)]
    public void The_answers_of_a_model_are_understood(string answer, bool allowed) =>
        Assert.Equal(allowed, EndpointTopics.Names(answer, ["billing", "shipping"]));
}
