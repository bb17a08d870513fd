using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>What stands beside the answers of providers is as little to be trusted as the answers.</summary>
public sealed class OddAnswerTests
{
    private const string Half = "\\ud83d"; // of a character, as JSON

    [Theory]
    [InlineData($$"""{"access_token":"{{Half}}"}""")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public void A_token_that_is_no_text_is_none(string body) =>
        Assert.Null(OAuthAnswer.Instance.Token(Bytes(body), DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_refusal_to_sell_a_token_may_be_no_text() => Assert.Equal(
        default, OAuthAnswer.Instance.Refusal(Bytes($$"""{"error":"invalid_client","error_description":"{{Half}}"}""")));

    [Theory]
    [InlineData("""{"error":{"message":"no","status":""}}""", "no")]
    [InlineData($$$"""{"error":{"message":"{{{Half}}}"}}""", null)]
    public void A_failure_may_be_told_oddly(string body, string? message) => Assert.Equal(message, UpstreamError.Read(Bytes(body)).Message);

    [Theory]
    [InlineData("21", "9", 21, 9)]
    [InlineData("21", "-9", 21, 0)]
    [InlineData("21", null, 21, 0)]
    public void Tokens_told_in_headers_are_counted(string input, string? output, long prompt, long completion)
    {
        using var response = Counted(input, output);

        Assert.Equal((prompt, completion), (Exchange.Usage(response)?.PromptTokens, Exchange.Usage(response)?.CompletionTokens));
    }

    [Fact]
    public void Tokens_below_none_are_not_said()
    {
        using var response = Counted("-5", "3");

        Assert.Null(Exchange.Usage(response));
    }

    private static HttpResponseMessage Counted(string input, string? output)
    {
        var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("x-amzn-bedrock-input-token-count", input);
        if (output is not null) response.Headers.TryAddWithoutValidation("x-amzn-bedrock-output-token-count", output);
        return response;
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
