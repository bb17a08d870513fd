using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.OpenAI;

public sealed class ChatAnswerTests
{
    private const string Text = """{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}""";
    private const string Stop = """{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string UsageOnly = """{"id":"c1","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    [Theory]
    [InlineData("""{"model":"gpt","choices":[]}""", """{"model":"my-endpoint","choices":[]}""")]
    [InlineData("""{ "choices" : [{"model":"inner"}] , "model" : "gpt\u0022x" }""", """{ "choices" : [{"model":"inner"}] , "model" : "my-endpoint" }""")]
    [InlineData("""{"choices":[],"vendor":{"model":"x"}}""", """{"model":"my-endpoint","choices":[],"vendor":{"model":"x"}}""")]
    [InlineData("""{"model":null,"choices":[]}""", """{"model":"my-endpoint","choices":[]}""")]
    public void Only_the_name_of_the_model_changes(string body, string expected) =>
        Assert.Equal(expected, Reader().ReadWhole(Encoding.UTF8.GetBytes(body)).Json.Text());

    [Theory]
    [InlineData("""{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":1}}""", 3, 2)]
    [InlineData("""{"prompt_tokens":3,"total_tokens":5}""", 3, 2)]
    [InlineData("""{"prompt_tokens":3}""", 3, 0)]
    [InlineData("""{"completion_tokens":2,"total_tokens":5}""", 3, 2)]
    [InlineData("""{"prompt_tokens":3,"completion_tokens":-7,"total_tokens":5}""", 3, 2)]
    [InlineData("""{"prompt_tokens":3,"completion_tokens":9223372036854775807}""", 3, 0)]
    public void Usage_is_read_also_where_a_count_is_missing(string usage, long prompt, long completion) =>
        Assert.Equal(
            new ProviderUsage(prompt, completion),
            Reader().ReadWhole(Encoding.UTF8.GetBytes($$"""{"choices":[],"usage":{{usage}}}""")).Usage);

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[],"usage":null}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":null}}""")]
    public void Usage_that_is_not_there_is_not_invented(string body) =>
        Assert.Null(Reader().ReadWhole(Encoding.UTF8.GetBytes(body)).Usage);

    [Theory]
    [InlineData("""{"error":{"message":"boom"}}""", "Provider openai sent a failure with a success status: boom.")]
    [InlineData("""{"predictions":[1]}""", "Provider openai sent JSON that is no answer to a chat call.")]
    [InlineData("""{"choices":[""", "Provider openai sent an answer that is no JSON object.")]
    [InlineData("""<html>""", "Provider openai sent an answer that is no JSON object.")]
    [InlineData("""[]""", "Provider openai sent an answer that is no JSON object.")]
    public void What_is_no_answer_fails(string body, string message)
    {
        var failed = Assert.Throws<ProviderException>(() => Reader().ReadWhole(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(ProviderFailure.Failed, failed.Failure);
        Assert.Equal("invalid_upstream_response", failed.Code);
        Assert.Equal(message, failed.Message);
    }

    [Fact]
    public void Events_pass_with_the_name_of_the_endpoint()
    {
        var (chunks, more) = ReadEvents(Calls.Hello, Text, Stop);

        Assert.True(more);
        Assert.Equal([Text.Replace("gpt-4o-mini", "my-endpoint"), Stop.Replace("gpt-4o-mini", "my-endpoint")], Json(chunks));
    }

    [Fact]
    public void The_usage_event_is_only_metered_when_the_caller_did_not_ask_for_it()
    {
        var (chunks, _) = ReadEvents(Calls.Hello, Text, UsageOnly);

        Assert.Equal(2, chunks.Count);
        Assert.True(chunks[1].Json.IsEmpty);
        Assert.Equal(new ProviderUsage(3, 2), chunks[1].Usage);
    }

    [Fact]
    public void The_usage_event_reaches_a_caller_who_asked_for_it()
    {
        var (chunks, _) = ReadEvents("""{"stream_options":{"include_usage":true}}""", Text, UsageOnly);

        Assert.Equal(UsageOnly.Replace("gpt-4o-mini", "my-endpoint"), chunks[1].Json.Text());
        Assert.Equal(new ProviderUsage(3, 2), chunks[1].Usage);
    }

    [Theory]
    [InlineData("[DONE]")]
    [InlineData("[DONE] ")]
    public void Done_ends_the_answer(string done) => Assert.False(ReadEvents(Calls.Hello, Text, done).More);

    [Fact]
    public void Done_and_nothing_before_it_is_no_answer() =>
        Assert.Equal("invalid_upstream_response", Assert.Throws<ProviderException>(() => ReadEvents(Calls.Hello, "[DONE]")).Code);

    [Fact]
    public void An_end_without_done_is_good_when_every_choice_has_finished() => End(Text, Stop);

    [Theory]
    [InlineData(Text)]
    [InlineData(Stop, """{"choices":[{"index":1,"delta":{"content":"x"},"finish_reason":null}]}""")]
    [InlineData(UsageOnly)]
    public void An_end_before_every_choice_has_finished_is_a_cut(params string[] events)
    {
        var failed = Assert.Throws<ProviderException>(() => End(events));

        Assert.Equal(ProviderFailure.Failed, failed.Failure);
        Assert.Equal("upstream_error", failed.Code);
    }

    [Theory]
    [InlineData("""{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""", ProviderFailure.Limited, 429, "rate_limit_exceeded")]
    [InlineData("""{"error":{"message":"busy","type":"overloaded_error"}}""", ProviderFailure.Unavailable, 529, "upstream_overloaded")]
    [InlineData("""{"error":{"message":"gone","code":503}}""", ProviderFailure.Unavailable, 503, "upstream_unavailable")]
    [InlineData("""{"error":{"message":"too long","code":"context_length_exceeded"}}""", ProviderFailure.Refused, 400, "context_length_exceeded")]
    [InlineData("""{"error":{"message":"oops","type":"server_error","code":"weird"}}""", ProviderFailure.Failed, 500, "upstream_error")]
    [InlineData("""{"error":"oops"}""", ProviderFailure.Failed, 200, "upstream_error")]
    [InlineData("""{"error":{}}""", ProviderFailure.Failed, 200, "upstream_error")]
    public void An_error_in_an_event_is_a_failure_of_its_kind(string payload, ProviderFailure failure, int status, string code)
    {
        var failed = Assert.Throws<ProviderException>(() => ReadEvents(Calls.Hello, Text, payload));

        Assert.Equal((failure, status, code), (failed.Failure, failed.Status, failed.Code));
    }

    private static IAnswerReader Reader(string body = Calls.Hello, bool stream = false) =>
        Calls.OpenAI.ReadAnswer(Calls.Chat(body, stream), Calls.Target());

    private static (List<ProviderChunk> Chunks, bool More) ReadEvents(string body, params string[] payloads)
    {
        var reader = Reader(body, stream: true);
        var chunks = new List<ProviderChunk>();
        var more = true;
        foreach (var payload in payloads) more = reader.ReadEvent(Encoding.UTF8.GetBytes(payload), chunks);

        return (chunks, more);
    }

    private static void End(params string[] payloads)
    {
        var reader = Reader(stream: true);
        var chunks = new List<ProviderChunk>();
        foreach (var payload in payloads) reader.ReadEvent(Encoding.UTF8.GetBytes(payload), chunks);

        reader.End(chunks);
    }

    private static IEnumerable<string> Json(IEnumerable<ProviderChunk> chunks) => chunks.Select(chunk => chunk.Json.Text());
}
