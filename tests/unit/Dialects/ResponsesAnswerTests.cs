using System.Buffers;
using System.Text;
using System.Text.Json;
using Andamento.Api.Dialects.Responses;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Dialects;

public sealed class ResponsesAnswerTests
{
    private const string Ask = """{"model":"chat","input":"hi"}""";

    private static readonly ResponsesDialect Dialect = ResponsesDialect.Instance;

    [Fact]
    public void A_whole_answer_is_a_response_that_repeats_what_was_asked() => Dialogue.Same(
        """
        {"id":"resp_01234567","object":"response","created_at":7,"status":"completed","error":null,"incomplete_details":null,"model":"chat",
         "output":[
          {"id":"rs_01234567_0","type":"reasoning","status":"completed","summary":[{"type":"summary_text","text":"Hm."}]},
          {"id":"msg_01234567_1","type":"message","status":"completed","role":"assistant",
           "content":[{"type":"output_text","text":"Checking.","annotations":[],"logprobs":[]}]},
          {"id":"fc_01234567_2","type":"function_call","status":"completed","call_id":"call_1","name":"now","arguments":"{}"}],
         "usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":80},"output_tokens":15,
          "output_tokens_details":{"reasoning_tokens":4},"total_tokens":115},
         "instructions":"Be brief.","max_output_tokens":null,"metadata":{"a":"b"},"parallel_tool_calls":true,
         "reasoning":{"effort":null,"summary":null},"temperature":0.5,"text":{"format":{"type":"text"}},"tool_choice":"auto",
         "tools":[{"type":"function","name":"now"}],"top_p":1.0,"truncation":"disabled","user":null,
         "background":false,"store":false,"previous_response_id":null}
        """,
        Dialect.Hears(
            """{"model":"chat","input":"hi","instructions":"Be brief.","metadata":{"a":"b"},"temperature":0.5,"tools":[{"type":"function","name":"now"}]}""",
            Dialogue.Message(
                """{"role":"assistant","content":"Checking.","reasoning_content":"Hm.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"now","arguments":"{}"}}]}""",
                "tool_calls")));

    [Theory]
    [InlineData("length", "max_output_tokens")]
    [InlineData("content_filter", "content_filter")]
    public void An_answer_cut_short_says_why(string finish, string reason)
    {
        var answer = Parse(Dialect.Hears(Ask, Dialogue.Message("""{"content":"Half"}""", finish)));

        Assert.Equal("incomplete", answer.GetProperty("status").GetString());
        Assert.Equal(reason, answer.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal("incomplete", answer.GetProperty("output")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void A_stream_tells_each_item_from_its_beginning_to_its_end()
    {
        var events = Read(Dialect.Follows(
            Ask,
            Dialogue.Delta("""{"role":"assistant","content":""}"""),
            Dialogue.Delta("""{"reasoning_content":"Hm."}"""),
            Dialogue.Delta("""{"content":"Check"}"""),
            Dialogue.Delta("""{"content":"ing."}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"now","arguments":""}}]}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""),
            Dialogue.Delta("{}", "tool_calls"),
            Dialogue.Usage));

        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "response.output_item.done", "response.completed",
            ],
            events.Select(each => each.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, 20), events.Select(each => each.GetProperty("sequence_number").GetInt32()));
        Dialogue.Same(
            """{"type":"response.output_text.delta","sequence_number":10,"item_id":"msg_01234567_1","output_index":1,"content_index":0,"delta":"Check","logprobs":[]}""",
            events[10].GetRawText());
        Dialogue.Same(
            """
            {"type":"response.output_item.done","sequence_number":14,"output_index":1,"item":{"id":"msg_01234567_1","type":"message",
             "status":"completed","role":"assistant","content":[{"type":"output_text","text":"Checking.","annotations":[],"logprobs":[]}]}}
            """,
            events[14].GetRawText());
        Dialogue.Same(
            """{"type":"response.function_call_arguments.done","sequence_number":17,"item_id":"fc_01234567_2","output_index":2,"name":"now","arguments":"{}"}""",
            events[17].GetRawText());
        Assert.Equal("in_progress", events[0].GetProperty("response").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, events[0].GetProperty("response").GetProperty("usage").ValueKind);
    }

    [Fact]
    public void A_stream_ends_with_the_response_that_a_whole_answer_is()
    {
        var last = Read(Dialect.Follows(Ask, Dialogue.Delta("""{"content":"Hello."}"""), Dialogue.Delta("{}", "stop"), Dialogue.Usage))[^1];

        Dialogue.Same(
            Dialect.Hears(Ask, Dialogue.Message("""{"role":"assistant","content":"Hello."}""")), last.GetProperty("response").GetRawText());
    }

    [Fact]
    public void A_refusal_is_a_part_of_its_own()
    {
        var events = Read(Dialect.Follows(Ask, Dialogue.Delta("""{"refusal":"No."}"""), Dialogue.Delta("{}", "stop")));

        Assert.Contains(events, each => each.GetProperty("type").GetString() is "response.refusal.delta");
        Assert.Equal("No.", events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("refusal").GetString());
    }

    [Fact]
    public void Thinking_comes_back_whole_when_its_reader_asks_to_carry_it()
    {
        const string Include = """{"model":"chat","input":"hi","include":["reasoning.encrypted_content"]}""";
        var answer = Parse(Dialect.Hears(Include, Dialogue.Message(
            """
            {"content":null,"thinking_blocks":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"}],
             "tool_calls":[{"id":"call_1","type":"function","function":{"name":"now","arguments":"{}"}}]}
            """, "tool_calls")));

        Dialogue.Same(
            """
            {"messages":[{"role":"assistant",
              "thinking_blocks":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"}],"content":null,
              "tool_calls":[{"id":"call_1","type":"function","function":{"name":"now","arguments":"{}"}}]}]}
            """,
            Dialect.Asks($$"""{"input":{{answer.GetProperty("output")}}}"""));
    }

    [Theory]
    [InlineData("gAAAAABm")]
    [InlineData("thinking.1.%%%")]
    [InlineData("thinking.1.eyI")]
    public void Thinking_that_another_service_packed_is_left_out(string packed) => Dialogue.Same(
        """{"messages":[{"role":"user","content":"x"}]}""",
        Dialect.Asks($$"""{"input":[{"type":"reasoning","summary":[],"encrypted_content":"{{packed}}"},{"role":"user","content":"x"}]}"""));

    [Fact]
    public void A_failure_in_a_stream_is_a_failed_response_and_then_an_error()
    {
        var answer = Dialect.Read(Dialogue.Bytes(Ask), "r").Answer;
        var output = new ArrayBufferWriter<byte>();
        answer.WriteFrame(output, new() { Json = Dialogue.Bytes(Dialogue.Delta("""{"content":"Half"}""")) });

        answer.WriteFailure(output, new(FailureKind.UpstreamLimited, "Slow down."));

        var events = Read(Encoding.UTF8.GetString(output.WrittenSpan), ended: false);
        Assert.Equal("response.failed", events[^2].GetProperty("type").GetString());
        Assert.Equal("failed", events[^2].GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("rate_limit_exceeded", events[^2].GetProperty("response").GetProperty("error").GetProperty("code").GetString());
        Dialogue.Same(
            """
            {"type":"error","sequence_number":6,"code":"rate_limit_exceeded","message":"Slow down.","param":null,
             "error":{"message":"Slow down.","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}
            """,
            events[^1].GetRawText());
    }

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static List<JsonElement> Read(string stream, bool ended = true)
    {
        var lines = stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        if (ended) Assert.Equal("data: [DONE]", lines[^1]);
        return [.. (ended ? lines[..^1] : lines).Select(line => Parse(line["data: ".Length..]))];
    }
}
