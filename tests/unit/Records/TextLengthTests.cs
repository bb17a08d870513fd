using System.Text;
using Andamento.Api.Records;

namespace Andamento.Tests.Unit.Records;

public class TextLengthTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"you","name":"bob"}],"user":"u"}""", 8)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"image_url","image_url":{"url":"data:x"}}]}]}""", 5)]
    [InlineData("""{"prompt":"hello","suffix":"x"}""", 5)]
    [InlineData("""{"prompt":["hello","you"]}""", 8)]
    [InlineData("""{"input":["hello","you"],"instruction":"x"}""", 8)]
    [InlineData("""{"input":[1,2,3]}""", 0)]
    [InlineData("""{"instructions":"be","input":[{"role":"user","content":"hello"}]}""", 7)]
    public void The_text_of_a_request_is_what_the_model_reads(string body, long expected) => Assert.Equal(expected, Of(body));

    [Theory]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"}},{"message":{"content":"you"}}]}""", 8)]
    [InlineData("""{"choices":[{"delta":{"content":"hel"},"logprobs":{"content":[{"token":"hel"}]}}]}""", 3)]
    [InlineData("""{"choices":[{"text":"hello"}]}""", 5)]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}]}""", 2)]
    [InlineData("""{"data":[{"embedding":"AAAA"}]}""", 0)]
    [InlineData("""{"error_code":"X","message":"text"}""", 0)]
    [InlineData("""{"output":[{"content":[{"type":"output_text","text":"hello"}]}]}""", 5)]
    [InlineData("""{"type":"response.output_text.delta","delta":"hel"}""", 3)]
    public void The_text_of_an_answer_is_what_the_model_wrote(string body, long expected) => Assert.Equal(expected, Of(body));

    [Theory]
    [InlineData("é世😀", 3)]
    [InlineData(@"\u00e9\n\""\\", 4)]
    [InlineData(@"\ud83d\ude00!", 2)]
    public void Characters_are_those_of_Unicode_however_they_are_written(string text, long expected) =>
        Assert.Equal(expected, Of($$"""{"prompt":"{{text}}"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n1,2")]
    [InlineData("[]")]
    [InlineData("{\"prompt\":")]
    public void What_is_no_object_has_no_text(string body) => Assert.Equal(0, Of(body));

    private static long Of(string body) => TextLength.Of(Encoding.UTF8.GetBytes(body));
}
