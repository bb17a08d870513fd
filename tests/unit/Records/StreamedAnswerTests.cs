using System.Text;
using System.Text.Json;
using Andamento.Api.Records;

namespace Andamento.Tests.Unit.Records;

public class StreamedAnswerTests
{
    [Fact]
    public void A_streamed_chat_becomes_the_whole_one() => Becomes(
        """{"id":"c","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello é"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        """{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""",
        """{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"lo é"},"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""");

    [Fact]
    public void Several_choices_come_mixed_and_are_told_apart() => Becomes(
        """{"choices":[{"index":0,"message":{"role":"assistant","content":"ab"},"finish_reason":null},{"index":1,"message":{"role":"assistant","content":"x"},"finish_reason":"length"}]}""",
        """{"choices":[{"index":1,"delta":{"content":"x"}}]}""",
        """{"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{},"finish_reason":"length"}]}""",
        """{"choices":[{"index":0,"delta":{"content":"b"}}]}""");

    [Fact]
    public void Tool_calls_are_put_together_by_their_index() => Becomes(
        """{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t0","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t0","type":"function","function":{"name":"f","arguments":"{\"a\""}}]}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}""",
        """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""");

    [Fact]
    public void A_streamed_completion_becomes_the_whole_one() => Becomes(
        """{"object":"text_completion","choices":[{"index":0,"text":"Hello","finish_reason":"stop"}]}""",
        """{"object":"text_completion","choices":[{"index":0,"text":"Hel","finish_reason":null}]}""",
        """{"object":"text_completion","choices":[{"index":0,"text":"lo","finish_reason":"stop"}]}""");

    [Fact]
    public void Members_that_some_servers_leave_empty_are_left_out() => Becomes(
        """{"choices":[{"index":0,"message":{"role":"assistant","content":"ab","tool_calls":[{"id":"t","type":"function","function":{"name":"f"}}]},"finish_reason":"stop"}]}""",
        """{"id":null,"created":null,"model":null,"choices":[{"index":null,"delta":{"content":"a","tool_calls":[{"index":null,"id":"t","function":{"name":"f"}}]}}]}""",
        """{"created":"now","choices":[{"index":"0","delta":{"content":"b"},"finish_reason":"stop"}]}""");

    [Theory]
    [InlineData("""a\"\/""", """\n\t\ud83d""", """\ude00!""", "a\"/\n\t😀!")]
    [InlineData("é", """é\u00e9\ud83d""", "x", "ééé\uFFFDx")]
    public void A_character_cut_in_two_is_put_together(string first, string second, string third, string whole)
    {
        var answer = StreamedAnswer.Assemble(Frames([.. new[] { first, second, third }.Select(piece => $$$"""{"choices":[{"delta":{"content":"{{{piece}}}"}}]}""")]));

        Assert.Equal(whole, JsonDocument.Parse(answer).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public void A_stream_of_responses_ends_with_the_whole() => Becomes(
        """{"id":"r","status":"completed"}""",
        """{"type":"response.created","response":{"id":"r","status":"in_progress"}}""",
        """{"type":"response.output_text.delta","delta":"x"}""",
        """{"type":"response.completed","response":{"id":"r","status":"completed"}}""");

    [Fact]
    public void Events_of_an_unknown_kind_are_kept_as_a_list() => Becomes("""[{"a":1},{"b":2}]""", """{"a":1}""", """{"b":2}""");

    [Fact]
    public void Nothing_becomes_nothing() => Assert.True(StreamedAnswer.Assemble(default).IsEmpty);

    private static void Becomes(string expected, params string[] frames) => Assert.Equal(
        expected, JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(StreamedAnswer.Assemble(Frames(frames)).Span), Readable));

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlyMemory<byte> Frames(string[] frames) =>
        Encoding.UTF8.GetBytes(string.Concat(frames.Select(frame => frame + "\n")));
}
