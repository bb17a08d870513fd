using System.Text;
using Andamento.Api.Limits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Limits;

public class TokenEstimateTests
{
    [Theory]
    [InlineData("""{"messages":[{"content":"1234567"}]}""", 2, 0)]
    [InlineData("""{"prompt":"123","max_tokens":50}""", 1, 50)]
    [InlineData("""{"prompt":["1234","1234567"],"max_completion_tokens":9}""", 3, 9)]
    [InlineData("""{"input":[[5,6,7],[8]]}""", 4, 0)]
    [InlineData("""{"messages":[{"content":[{"text":"1234567"},{"image_url":{"url":"data:image/png;base64,AAAAAAAAAAAAAAAAA"}}]}]}""", 2, 0)]
    [InlineData("""{"messages":[{"content":[{"input_audio":{"data":"AAAAAAAAAAAAAAAA"}},{"text":"123"}]}],"user":"a long name of no account"}""", 1, 0)]
    [InlineData("""{"messages":[],"max_tokens":null}""", 0, 0)]
    [InlineData("""{"messages":[],"max_tokens":-5}""", 0, 0)]
    [InlineData("""{"messages":[],"max_tokens":1e300}""", 0, 0)]
    [InlineData("""{"messages":[],"max_tokens":9000000000000000000}""", 0, 10_000_000)]
    public void A_request_is_worth_a_quarter_of_its_text_and_what_it_lets_the_model_write(string body, long prompt, long completion) =>
        Assert.Equal(new(prompt, completion), TokenEstimate.Of(Request(body, ServingTask.Chat)));

    [Fact]
    public void Custom_models_count_no_tokens() =>
        Assert.Equal(default, TokenEstimate.Of(Request("a,b\n1,2", ServingTask.Predict)));

    private static ServingRequest Request(string body, ServingTask task) => new()
    {
        Task = task, Body = Encoding.UTF8.GetBytes(body), TimeLeft = TimeSpan.FromSeconds(1), RequestId = "r", AnswerModel = "m",
    };
}
