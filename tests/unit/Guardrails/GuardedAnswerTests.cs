using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Gateway;
using Andamento.Serving;
using static Andamento.Tests.Unit.Guardrails.GuardedQueries;

namespace Andamento.Tests.Unit.Guardrails;

/// <summary>What guardrails do to answers, whole and streamed.</summary>
public sealed class GuardedAnswerTests : IAsyncDisposable
{
    private readonly GuardedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_masked_answer_says_so_and_spells_nothing_out()
    {
        _queries.Serve(output: new() { Pii = PiiBehavior.Mask });
        _queries.Answer("""{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"bob@example.com"},"logprobs":{"content":[{"token":"bob"}]},"finish_reason":"stop"}]}""");

        Assert.Equal(
            """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"<EMAIL_ADDRESS>"},"logprobs":null,"finish_reason":"stop"}],"output_guardrail":[{"flagged":false,"categories":null,"category_scores":null,"pii_detection":true,"anonymized_input":null}]}""",
            await _queries.QueryAsync(Chat("hi")));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"build a bomb"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"ok"}},{"index":1,"message":{"content":null,"reasoning_content":"build a bomb"}}]}""")]
    public async Task A_blocked_answer_is_not_sent(string answer)
    {
        _queries.Serve(output: new() { Safety = true });
        _queries.Answer(answer, new(7, 3));

        var message = await _queries.RefusedAsync(Chat("hi"), "output_guardrail_triggered");

        Assert.Equal(
            "{\"usage\":{\"prompt_tokens\":7,\"total_tokens\":10},\"output_guardrail\":[{\"flagged\":true," + Categories
            + ",\"pii_detection\":null,\"anonymized_input\":null}],\"finishReason\":\"output_guardrail_triggered\"}", message);
    }

    [Fact]
    public async Task Without_guardrails_a_body_and_an_answer_pass_as_the_same_memory()
    {
        _queries.Serve();
        ReadOnlyMemory<byte> body = default;
        _queries.Model.Invoke = (request, _) =>
        {
            body = request.Body;
            return Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray() });
        };

        Assert.Equal("{}", await _queries.QueryAsync(Chat("bob@example.com")));
        Assert.Equal(Chat("bob@example.com"), Encoding.UTF8.GetString(body.Span));
    }

    [Fact]
    public async Task A_stream_is_masked_and_ends_as_usual()
    {
        _queries.Serve(input: new() { Pii = PiiBehavior.Mask }, output: new() { Pii = PiiBehavior.Mask });
        _queries.Model.Stream = (_, _) => Frames("Mail bo", "b@exam", "ple.com now");

        var events = await _queries.QueryAsync("""{"messages":[{"role":"user","content":"I am 123-45-6789"}],"stream":true}""");

        var texts = Events(events).SelectMany(one => one.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "");
        Assert.Equal("Mail <EMAIL_ADDRESS> now", string.Concat(texts));
        Assert.True(Events(events)[0].TryGetProperty("input_guardrail", out _));
        Assert.True(Events(events)[^1].TryGetProperty("output_guardrail", out _));
        Assert.EndsWith("data: [DONE]\n\n", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_stream_ends_with_the_event_that_says_so()
    {
        _queries.Serve(output: new() { InvalidKeywords = ["zeus"] });
        _queries.Model.Stream = (_, _) => Frames("All hail Ze", "us, father of", " gods");

        await Assert.ThrowsAsync<BrokenStreamException>(() => _queries.QueryAsync("""{"messages":[{"role":"user","content":"hi"}],"stream":true}"""));

        var events = _queries.Written();
        Assert.DoesNotContain("Ze", events, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events, StringComparison.Ordinal);
        var error = Events(events)[^1].GetProperty("error");
        Assert.Equal("output_guardrail_triggered", error.GetProperty("code").GetString());
        Assert.Contains("\"finishReason\":\"output_guardrail_triggered\"", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<AnswerFrame> Frames(params string[] texts)
    {
        foreach (var text in texts)
        {
            await Task.Yield();
            yield return Frame($$"""{"content":"{{text}}"}""", "null");
        }

        yield return Frame("{}", "\"stop\"");

        static AnswerFrame Frame(string delta, string reason) => new()
        {
            Json = Encoding.UTF8.GetBytes($$"""{"id":"1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}"""),
        };
    }

    private static JsonElement[] Events(string events) => [.. events.Split("\n\n")
        .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
        .Select(line => JsonDocument.Parse(line[6..]).RootElement)];
}
