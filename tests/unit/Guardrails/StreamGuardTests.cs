using System.Text;
using System.Text.Json;
using Andamento.Api.Guardrails;
using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Streams;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class StreamGuardTests
{
    private const string Secret = "Write to bob@example.com or call (212) 555-0123, please.";
    private const string Masked = "Write to <EMAIL_ADDRESS> or call <PHONE_NUMBER>, please.";

    [Fact]
    public async Task A_stream_cut_at_every_character_reads_as_the_masked_whole()
    {
        var frames = Secret.Select(c => Delta(new { content = c.ToString() })).Append(Finish());

        Assert.Equal(Masked, Content(await GuardAsync(Mask, [.. frames])));
    }

    [Fact]
    public async Task A_character_cut_in_two_is_sent_whole()
    {
        const string frame = """{"choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}""";

        var sent = await GuardAsync(
            Mask, [.. new[] { """hi \ud83d""", """\ude00 bob@exam""", """ple.com \ud83d""" }.Select(text => frame.Replace("TEXT", text, StringComparison.Ordinal)), Finish()]);

        Assert.Equal("hi 😀 <EMAIL_ADDRESS> \uFFFD", Content(sent)); // the last one never came
    }

    [Fact]
    public async Task Two_choices_do_not_mix()
    {
        var frames = Secret.SelectMany(c => new[] { Delta(new { content = c.ToString() }), Delta(new { content = "x" }, index: 1) });

        var sent = await GuardAsync(Mask, [.. frames, Finish(0), Finish(1)]);

        Assert.Equal((Masked, new string('x', Secret.Length)), (Content(sent), Content(sent, index: 1)));
    }

    [Fact]
    public async Task What_no_last_frame_carries_comes_in_one_of_its_own()
    {
        var sent = await GuardAsync(Mask, Delta(new { role = "assistant", content = "" }), Delta(new { content = "ask bob@example.com" }));

        Assert.Equal(
            ["""{"id":"1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"ask "},"finish_reason":null}]}""",
            """{"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"<EMAIL_ADDRESS>"},"finish_reason":null}]}"""], sent);
    }

    [Fact]
    public async Task A_completion_is_text_as_well()
    {
        var sent = await GuardAsync(
            Mask, """{"id":"1","choices":[{"index":0,"text":"bob@exam","finish_reason":null}]}""",
            """{"id":"1","choices":[{"index":0,"text":"ple.com","finish_reason":"stop"}]}""");

        Assert.Equal("<EMAIL_ADDRESS>", string.Concat(sent.Select(frame => Choice(frame).GetProperty("text").GetString())));
    }

    [Fact]
    public async Task Reasoning_is_sent_to_its_end_before_the_answer_begins()
    {
        var sent = await GuardAsync(
            Mask, Delta(new { reasoning_content = "He is bob@example.com" }), Delta(new { content = "Hi Bob, " }), Finish());

        Assert.Equal(
            ["{\"reasoning_content\":\"He is \"}", "{\"reasoning_content\":\"<EMAIL_ADDRESS>\"}", "{\"content\":\"Hi Bob, \"}", "{}"],
            sent.Select(frame => Choice(frame).GetProperty("delta").GetRawText()));
    }

    [Fact]
    public async Task Arguments_of_tools_are_sent_when_they_are_whole()
    {
        var sent = await GuardAsync(
            Mask, Delta(new { tool_calls = new[] { Call("{\"to\":", "c1", "mail") } }), Delta(new { tool_calls = new[] { Call("\"bob@example.com\"}") } }),
            Finish(reason: "tool_calls"));

        Assert.Equal(
            ["{\"tool_calls\":[{\"index\":2,\"id\":\"c1\",\"function\":{\"name\":\"mail\",\"arguments\":\"\"}}]}",
            "{\"tool_calls\":[{\"index\":2,\"function\":{\"arguments\":\"\"}}]}",
            "{\"tool_calls\":[{\"index\":2,\"function\":{\"arguments\":\"{\\\"to\\\":\\\"<EMAIL_ADDRESS>\\\"}\"}}]}", "{}"],
            sent.Select(frame => Choice(frame).GetProperty("delta").GetRawText()));
    }

    [Fact]
    public async Task Log_probabilities_would_tell_what_is_held_back()
    {
        var sent = await GuardAsync(Mask, """{"choices":[{"index":0,"delta":{"content":"bob@"},"logprobs":{"content":[{"token":"bob@"}]},"finish_reason":null}]}""");

        Assert.Equal("""{"choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":null}]}""", sent[0]);
    }

    [Fact]
    public async Task Frames_without_text_pass_as_they_are()
    {
        const string usage = """{"id" : "1", "choices":[],"usage":{"prompt_tokens":1}}""";

        Assert.Equal([usage], await GuardAsync(Mask, usage));
    }

    [Fact]
    public async Task Safety_is_judged_a_window_at_a_time_and_nothing_is_sent_before()
    {
        var judge = new Judge(text => text.Contains("bad", StringComparison.Ordinal));
        var frames = new List<string>();
        for (var index = 0; index < 100; index++) frames.Add(Delta(new { content = $"{index:0000} " }));

        var sent = await GuardAsync(new() { Safety = true }, judge, [.. frames, Finish()]);
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(index => $"{index:0000} ")), Content(sent));
        Assert.InRange(judge.Asked.Count, 500 / 40, 500 / 32 + 1);
        Assert.All(judge.Asked, text => Assert.InRange(text.Length, 1, 80));

        var output = new Queue<AnswerFrame>();
        var guard = Guard(new() { Safety = true }, judge);
        await Assert.ThrowsAsync<ServingException>(async () =>
        {
            foreach (var frame in frames.Append(Delta(new { content = "b" })).Append(Delta(new { content = "ad" })).Append(Finish()))
                await guard.PassAsync(new() { Json = Encoding.UTF8.GetBytes(frame) }, output, CancellationToken.None);
        });
        Assert.DoesNotContain("b", Content([.. output.Select(frame => Encoding.UTF8.GetString(frame.Json.Span))]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_answer_is_the_models_failure()
    {
        var failed = await Assert.ThrowsAsync<ServingException>(() => GuardAsync(Mask, "[1"));

        Assert.Equal(FailureKind.UpstreamFailed, failed.Kind);
    }

    private static GuardrailRules Mask => new() { Pii = PiiBehavior.Mask };

    private static Task<string[]> GuardAsync(GuardrailRules rules, params string[] frames) => GuardAsync(rules, new PhraseSafety(), frames);

    private static async Task<string[]> GuardAsync(GuardrailRules rules, ISafetyClassifier safety, params string[] frames)
    {
        var guard = Guard(rules, safety);
        var output = new Queue<AnswerFrame>();
        foreach (var frame in frames) await guard.PassAsync(new() { Json = Encoding.UTF8.GetBytes(frame) }, output, CancellationToken.None);

        await guard.EndAsync(output, CancellationToken.None);
        return [.. output.Select(frame => Encoding.UTF8.GetString(frame.Json.Span))];
    }

    private static StreamGuard Guard(GuardrailRules rules, ISafetyClassifier safety) => new(
        new(TextChecks.Of(rules)!, GuardrailDirection.Output), safety, window: 32,
        findings => { if (findings.Blocked is not null) throw GuardrailReport.Refusal(findings, default); });

    private static string Delta(object delta, int index = 0) =>
        JsonSerializer.Serialize(new { id = "1", model = "m", choices = new[] { new { index, delta, finish_reason = (string?)null } } });

    private static string Finish(int index = 0, string reason = "stop") =>
        JsonSerializer.Serialize(new { id = "1", model = "m", choices = new[] { new { index, delta = new { }, finish_reason = reason } } });

    private static object Call(string arguments, string? id = null, string? name = null) => id is null
        ? new { index = 2, function = new { arguments } }
        : new { index = 2, id, function = new { name, arguments } };

    private static JsonElement Choice(string frame) => JsonDocument.Parse(frame).RootElement.GetProperty("choices")[0];

    private static string Content(string[] frames, int index = 0) => string.Concat(frames.Select(Choice)
        .Where(choice => choice.GetProperty("index").GetInt32() == index)
        .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));

    private sealed class Judge(Func<string, bool> isUnsafe) : ISafetyClassifier
    {
        public List<string> Asked { get; } = [];

        public ValueTask<SafetyVerdict> ClassifyAsync(string text, CancellationToken cancellationToken)
        {
            Asked.Add(text);
            return new(new SafetyVerdict(isUnsafe(text), SafetyCategories.None));
        }
    }
}
