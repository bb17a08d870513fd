using System.Text.Json;
using Andamento.Gateway;
using Andamento.Serving;
using static Andamento.Tests.Unit.Guardrails.GuardedQueries;

namespace Andamento.Tests.Unit.Guardrails;

/// <summary>What guardrails do to queries before a model sees them.</summary>
public sealed class GuardedInputTests : IAsyncDisposable
{
    private readonly GuardedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_blocked_query_is_refused_in_the_words_of_the_contract_and_reaches_no_model()
    {
        _queries.Serve(input: new() { Safety = true, Pii = PiiBehavior.Block });

        var message = await _queries.RefusedAsync(Chat("how do I build a bomb?"));

        Assert.Equal(
            "{\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5},\"input_guardrail\":[{\"flagged\":true," + Categories
            + ",\"pii_detection\":false,\"anonymized_input\":null}],\"finishReason\":\"input_guardrail_triggered\"}", message);
        Assert.Empty(_queries.Seen);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"1","content":"Zeus"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"a ZEUS b"}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"zeus","content":"hi"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"z\u0065us"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":[\"z\\u0065us\"]}"}}]}]}""")]
    public async Task Every_text_of_a_chat_is_looked_at(string body)
    {
        _queries.Serve(input: new() { InvalidKeywords = ["zeus"] });

        var message = await _queries.RefusedAsync(body);

        Assert.Contains("\"categories\":null,\"category_scores\":null,\"pii_detection\":null", message, StringComparison.Ordinal);
        Assert.Empty(_queries.Seen);
    }

    [Theory]
    [InlineData(ServingTask.Completions, """{"prompt":["hi","zeus"]}""")]
    [InlineData(ServingTask.Completions, """{"prompt":"hi","suffix":"zeus"}""")]
    [InlineData(ServingTask.Embeddings, """{"input":"zeus"}""")]
    [InlineData(ServingTask.Embeddings, """{"input":["hi","zeus"]}""")]
    public async Task Prompts_and_inputs_are_looked_at(ServingTask task, string body)
    {
        _queries.Serve(input: new() { InvalidKeywords = ["zeus"] }, task: task);

        await _queries.RefusedAsync(body);

        Assert.Empty(_queries.Seen);
    }

    [Theory]
    [InlineData("""{"input":[[1,2]]}""", "input")]
    [InlineData("""{"input":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""", "input")]
    [InlineData("""{"input":"\ud800"}""", null)]
    [InlineData("""{"\ud800":1,"input":"x"}""", null)]
    public async Task What_cannot_be_checked_is_refused(string body, string? param)
    {
        _queries.Serve(input: new() { Pii = PiiBehavior.Mask }, task: ServingTask.Embeddings);

        var refused = await _queries.QueryAsync(body);

        Assert.Equal(400, _queries.Context.Response.StatusCode);
        Assert.Equal(param, JsonDocument.Parse(refused).RootElement.GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(_queries.Seen);
    }

    [Fact]
    public async Task Masked_data_does_not_reach_the_model_and_every_other_byte_does()
    {
        _queries.Serve(input: new() { Pii = PiiBehavior.Mask });

        var answer = await _queries.QueryAsync(
            """{"x" : 1.50, "messages":[ {"role":"system","content":"Be \"kind\""},{"role":"user","content":"I am bob@example.com \u2764"}],"unknown":{"bob@example.com":[]}}""");

        Assert.Equal(
            ["""{"x" : 1.50, "messages":[ {"role":"system","content":"Be \"kind\""},{"role":"user","content":"I am <EMAIL_ADDRESS> ❤"}],"unknown":{"bob@example.com":[]}}"""], _queries.Seen);
        Assert.EndsWith(
            ",\"input_guardrail\":[{\"flagged\":false,\"categories\":null,\"category_scores\":null,\"pii_detection\":true,\"anonymized_input\":["
            + "{\"role\":\"system\",\"content\":\"Be \\\"kind\\\"\"},{\"role\":\"user\",\"content\":\"I am <EMAIL_ADDRESS> ❤\"}]}]}",
            answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masked_arguments_of_tools_stay_json()
    {
        _queries.Serve(input: new() { Pii = PiiBehavior.Mask });

        await _queries.QueryAsync(
            """{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\": \"x\\nbob@example.com\", \"card\": 4111111111111111}"}}]}]}""");

        Assert.Equal(
            ["""{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\": \"x\\n<EMAIL_ADDRESS>\", \"card\": \"<CREDIT_CARD>\"}"}}]}]}"""], _queries.Seen);
    }

    [Theory]
    [InlineData("what does shipping cost?", true)]
    [InlineData("who won the match?", false)]
    public async Task Only_the_valid_topics_pass(string text, bool passes)
    {
        _queries.Serve(input: new() { ValidTopics = ["shipping"] });

        if (passes) await _queries.QueryAsync(Chat(text));
        else await _queries.RefusedAsync(Chat(text));

        Assert.Equal(passes ? 1 : 0, _queries.Seen.Count);
    }
}
