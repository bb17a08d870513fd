using System.Text;
using System.Text.Json;
using Andamento.Api.Dialects.Messages;
using Andamento.Providers;
using Andamento.Tests.Unit.Providers;

namespace Andamento.Tests.Unit.Dialects;

/// <summary>A client of Anthropic's, this server, Anthropic: what must come through comes through.</summary>
public sealed class ToAnthropicTests
{
    private const string Ask = """{"model":"chat","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""";

    private static readonly MessagesDialect Dialect = MessagesDialect.Instance;
    private static readonly IProviderAdapter Anthropic = ProviderCatalog.Find("anthropic")!;
    private static readonly ProviderTarget Target = new("claude-sonnet-4-5", "chat", new Dictionary<string, string>());

    [Fact]
    public async Task A_query_arrives_as_it_was_sent()
    {
        const string Body =
            """
            {"model":"chat","max_tokens":4096,
             "system":[{"type":"text","text":"Long.","cache_control":{"type":"ephemeral"}}],
             "messages":[
              {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"}},{"type":"text","text":"Weather?"}]},
              {"role":"assistant","content":[
                {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"},
                {"type":"text","text":"Checking."},
                {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo"},"cache_control":{"type":"ephemeral"}}]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"toolu_1","content":"No.","is_error":true,"cache_control":{"type":"ephemeral"}},
                {"type":"text","text":"Go on."}]}],
             "tools":[{"name":"weather","description":"Now","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
             "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
             "thinking":{"type":"enabled","budget_tokens":2048},
             "stop_sequences":["END"],"metadata":{"user_id":"u-1"},
             "output_config":{"effort":"low"},"context_management":{"edits":[]}}
            """;

        using var call = Anthropic.ToCall(Call(Dialect.Asks(Body)), Target);

        var sent = JsonSerializer.Deserialize<JsonElement>(await call.Content!.ReadAsStringAsync());
        var asked = JsonSerializer.Deserialize<JsonElement>(Body);
        foreach (var member in asked.EnumerateObject().Where(member => member.Name is not "model"))
            Assert.True(JsonElement.DeepEquals(member.Value, sent.GetProperty(member.Name)), $"{member.Name}: {sent.GetProperty(member.Name)}");
    }

    [Fact]
    public void A_whole_answer_comes_back_as_it_was_given()
    {
        const string Content =
            """
            [{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"},{"type":"text","text":"Checking."},
             {"type":"tool_use","id":"toolu_1","name":"weather","caller":{"type":"direct"},"input":{"city":"Oslo"}}]
            """;
        var unified = Anthropic.ReadAnswer(Call(Dialect.Asks(Ask)), Target).ReadWhole(Dialogue.Bytes(
            $$$"""
            {"id":"msg_1","type":"message","role":"assistant","model":"claude","content":{{{Content}}},"stop_reason":"tool_use",
             "usage":{"input_tokens":20,"cache_read_input_tokens":80,"cache_creation_input_tokens":3,"output_tokens":15}}
            """));

        Dialogue.Same(
            $$$"""
            {"id":"msg_1","type":"message","role":"assistant","model":"chat","content":{{{Content}}},"stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":20,"cache_creation_input_tokens":3,"cache_read_input_tokens":80,"output_tokens":15}}
            """,
            Dialect.Hears(Ask, unified.Json.Text()));
    }

    [Fact]
    public void A_streamed_answer_comes_back_event_by_event()
    {
        string[] events =
        [
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Checking."}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","caller":{"type":"direct"},"input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Oslo\"}"}}""",
            """{"type":"content_block_stop","index":2}""",
        ];
        var streamed = Ask[..^1] + ",\"stream\":true}";
        var reader = Anthropic.ReadAnswer(Call(Dialect.Asks(streamed)), Target);
        var chunks = new List<ProviderChunk>();
        string[] all =
        [
            """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":20,"output_tokens":1}}}""", .. events,
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}""", """{"type":"message_stop"}""",
        ];
        foreach (var each in all) reader.ReadEvent(Encoding.UTF8.GetBytes(each), chunks);

        var heard = Dialect.Follows(streamed, [.. chunks.Where(chunk => !chunk.Json.IsEmpty).Select(chunk => chunk.Json.Text())]);

        var data = heard.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]).ToList();
        Assert.Equal(events, data[1..^2]);
        Assert.Contains("\"stop_reason\":\"tool_use\"", data[^2], StringComparison.Ordinal);
        Assert.Contains("\"input_tokens\":20", data[^2], StringComparison.Ordinal);
    }

    private static ProviderCall Call(string body) => new(ProviderTask.Chat, Encoding.UTF8.GetBytes(body), body.Contains("\"stream\":true"));
}
