using System.Buffers;
using System.Text;
using Andamento.Api.Dialects.Messages;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Dialects;

public sealed class MessagesAnswerTests
{
    private const string Ask = """{"model":"chat","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""";

    private static readonly MessagesDialect Dialect = MessagesDialect.Instance;

    [Fact]
    public void A_whole_answer_is_a_message_with_its_blocks_in_order() => Dialogue.Same(
        """
        {"id":"msg_01234567","type":"message","role":"assistant","model":"chat","content":[
          {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
          {"type":"redacted_thinking","data":"cmVk"},
          {"type":"text","text":"Checking."},
          {"type":"tool_use","id":"toolu_1","name":"weather","caller":{"type":"direct"},"input":{"city":"Oslo"}}],
         "stop_reason":"tool_use","stop_sequence":null,
         "usage":{"input_tokens":15,"cache_creation_input_tokens":5,"cache_read_input_tokens":80,"output_tokens":15}}
        """,
        Dialect.Hears(Ask, Dialogue.Message(
            """
            {"role":"assistant","content":"Checking.","reasoning_content":"Hm.",
             "thinking_blocks":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"}],
             "tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]}
            """, "tool_calls")));

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("content_filter", "refusal")]
    public void The_reason_to_stop_is_said_in_their_words(string finish, string reason) => Assert.Contains(
        $"\"stop_reason\":\"{reason}\"", Dialect.Hears(Ask, Dialogue.Message("""{"role":"assistant","content":"x"}""", finish)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"content":null,"reasoning_content":"Hm."}""", """[{"type":"thinking","thinking":"Hm.","signature":""}]""")]
    [InlineData("""{"content":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"text","text":"Yes."}]}""",
        """[{"type":"thinking","thinking":"Hm.","signature":""},{"type":"text","text":"Yes."}]""")]
    [InlineData("""{"content":null,"refusal":"No."}""", """[{"type":"text","text":"No."}]""")]
    [InlineData("""{"content":""}""", "[]")]
    [InlineData("""{"tool_calls":[{"id":"a","function":{"name":"f","arguments":""}},{"id":"b","function":{"name":"g","arguments":"{\"x"}}]}""",
        """[{"type":"tool_use","id":"a","name":"f","caller":{"type":"direct"},"input":{}},{"type":"tool_use","id":"b","name":"g","caller":{"type":"direct"},"input":{"_raw":"{\"x"}}]""")]
    public void Each_kind_of_content_has_its_block(string message, string content)
    {
        var answer = Dialect.Hears(Ask, Dialogue.Message(message));

        Dialogue.Same(content, System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("content").GetRawText());
    }

    [Fact]
    public void A_stream_opens_fills_and_closes_one_block_after_the_other() => Assert.Equal(
        Events(
            """message_start {"message":{"id":"msg_01234567","type":"message","role":"assistant","model":"chat","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}""",
            """content_block_start {"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """content_block_delta {"index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""",
            """content_block_delta {"index":0,"delta":{"type":"thinking_delta","thinking":"."}}""",
            """content_block_delta {"index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
            """content_block_stop {"index":0}""",
            """content_block_start {"index":1,"content_block":{"type":"redacted_thinking","data":"cmVk"}}""",
            """content_block_stop {"index":1}""",
            """content_block_start {"index":2,"content_block":{"type":"text","text":""}}""",
            """content_block_delta {"index":2,"delta":{"type":"text_delta","text":"Grüße \"世界\""}}""",
            """content_block_stop {"index":2}""",
            """content_block_start {"index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","caller":{"type":"direct"},"input":{}}}""",
            """content_block_delta {"index":3,"delta":{"type":"input_json_delta","partial_json":"{\"ci"}}""",
            """content_block_delta {"index":3,"delta":{"type":"input_json_delta","partial_json":"ty\":1}"}}""",
            """content_block_stop {"index":3}""",
            """content_block_start {"index":4,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","caller":{"type":"direct"},"input":{}}}""",
            """content_block_stop {"index":4}""",
            """message_delta {"delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":15,"cache_creation_input_tokens":5,"cache_read_input_tokens":80,"output_tokens":15}}""",
            "message_stop {}"),
        Dialect.Follows(
            Ask,
            Dialogue.Delta("""{"role":"assistant","content":""}"""),
            Dialogue.Delta("""{"reasoning_content":"Hm"}"""),
            Dialogue.Delta("""{"reasoning_content":"."}"""),
            Dialogue.Delta("""{"thinking_blocks":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"}]}"""),
            Dialogue.Delta("""{"thinking_blocks":[{"type":"redacted_thinking","data":"cmVk"}]}"""),
            Dialogue.Delta("""{"content":"Grüße \"\u4e16\u754c\""}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"weather","arguments":""}}]}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"ty\":1}"}}]}"""),
            Dialogue.Delta("""{"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"now","arguments":""}}]}"""),
            Dialogue.Delta("{}", "tool_calls"),
            Dialogue.Usage));

    [Fact]
    public void A_failure_in_a_stream_is_their_error_event()
    {
        var output = new ArrayBufferWriter<byte>();

        Dialect.Read(Dialogue.Bytes(Ask), "r").Answer.WriteFailure(output, new(FailureKind.UpstreamUnavailable, "Busy."));

        Assert.Equal(
            Events("""error {"error":{"type":"overloaded_error","message":"Busy."}}"""), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(FailureKind.Unauthenticated, "authentication_error")]
    [InlineData(FailureKind.PermissionDenied, "permission_error")]
    [InlineData(FailureKind.EndpointNotFound, "not_found_error")]
    [InlineData(FailureKind.PayloadTooLarge, "request_too_large")]
    [InlineData(FailureKind.UnsupportedMediaType, "invalid_request_error")]
    [InlineData(FailureKind.LimitReached, "rate_limit_error")]
    [InlineData(FailureKind.UpstreamFailed, "api_error")]
    [InlineData(FailureKind.TimedOut, "timeout_error")]
    public void A_refusal_speaks_their_words_and_ours(FailureKind kind, string type)
    {
        var output = new ArrayBufferWriter<byte>();

        Dialect.WriteFailure(output, new(kind, "Why \"so\"."), "r-1");

        Dialogue.Same(
            $$"""
            {"type":"error","error":{"type":"{{type}}","message":"Why \"so\"."},"request_id":"r-1",
             "error_code":"{{Api.Failures.Failure.Of(kind).ErrorCode}}","message":"Why \"so\"."}
            """,
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static string Events(params string[] events) => string.Concat(events.Select(each =>
    {
        var (name, json) = (each[..each.IndexOf(' ', StringComparison.Ordinal)], each[(each.IndexOf('{', StringComparison.Ordinal) + 1)..]);
        return $"event: {name}\ndata: {{\"type\":\"{name}\"{(json is "}" ? "" : ",")}{json}\n\n";
    }));
}
