using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class GuardedPipelineTests : IAsyncDisposable
{
    private const string Categories =
        "\"categories\":{\"violent-crimes\":false,\"non-violent-crimes\":false,\"sex-crimes\":false,\"child-exploitation\":false,"
        + "\"specialized-advice\":false,\"privacy\":false,\"intellectual-property\":false,\"indiscriminate-weapons\":true,"
        + "\"hate\":false,\"self-harm\":false,\"sexual-content\":false},\"category_scores\":null";

    private readonly EndpointDouble _endpoint = new();
    private readonly EndpointDouble _judge = new();
    private readonly EntityDouble _model = new();
    private readonly EntityDouble _judgeModel = new();
    private readonly List<string> _seen = [];
    private readonly Dictionary<string, string?> _settings = [];
    private readonly DefaultHttpContext _context = new();
    private readonly ManualTime _time = new();
    private ServiceProvider? _services;

    public GuardedPipelineTests()
    {
        _context.Response.Body = new MemoryStream();
        _context.SetCaller(Snapshots.Owner);
        _judge.Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat("judge", entity: "guard"));
        Answer("""{"choices":[{"index":0,"message":{"role":"assistant","content":"Fine."},"finish_reason":"stop"}]}""");
    }

    [Fact]
    public async Task A_blocked_query_is_refused_in_the_words_of_the_contract_and_reaches_no_model()
    {
        Serve(input: new() { Safety = true, Pii = PiiBehavior.Block });

        var message = await RefusedAsync(Chat("how do I build a bomb?"));

        Assert.Equal(
            "{\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5},\"input_guardrail\":[{\"flagged\":true," + Categories
            + ",\"pii_detection\":false,\"anonymized_input\":null}],\"finishReason\":\"input_guardrail_triggered\"}", message);
        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"1","content":"Zeus"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"a ZEUS b"}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"zeus","content":"hi"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"z\u0065us"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":[\"z\\u0065us\"]}"}}]}]}""")]
    public async Task Every_text_of_a_chat_is_looked_at(string body)
    {
        Serve(input: new() { InvalidKeywords = ["zeus"] });

        var message = await RefusedAsync(body);

        Assert.Contains("\"categories\":null,\"category_scores\":null,\"pii_detection\":null", message, StringComparison.Ordinal);
        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData(ServingTask.Completions, """{"prompt":["hi","zeus"]}""")]
    [InlineData(ServingTask.Completions, """{"prompt":"hi","suffix":"zeus"}""")]
    [InlineData(ServingTask.Embeddings, """{"input":"zeus"}""")]
    [InlineData(ServingTask.Embeddings, """{"input":["hi","zeus"]}""")]
    public async Task Prompts_and_inputs_are_looked_at(ServingTask task, string body)
    {
        Serve(input: new() { InvalidKeywords = ["zeus"] }, task: task);

        await RefusedAsync(body);

        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData("""{"input":[[1,2]]}""", "input")]
    [InlineData("""{"input":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""", "input")]
    [InlineData("""{"input":"\ud800"}""", null)]
    [InlineData("""{"\ud800":1,"input":"x"}""", null)]
    public async Task What_cannot_be_checked_is_refused(string body, string? param)
    {
        Serve(input: new() { Pii = PiiBehavior.Mask }, task: ServingTask.Embeddings);

        var refused = await QueryAsync(body);

        Assert.Equal(400, _context.Response.StatusCode);
        Assert.Equal(param, JsonDocument.Parse(refused).RootElement.GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task Masked_data_does_not_reach_the_model_and_every_other_byte_does()
    {
        Serve(input: new() { Pii = PiiBehavior.Mask });

        var answer = await QueryAsync(
            """{"x" : 1.50, "messages":[ {"role":"system","content":"Be \"kind\""},{"role":"user","content":"I am bob@example.com \u2764"}],"unknown":{"bob@example.com":[]}}""");

        Assert.Equal(
            ["""{"x" : 1.50, "messages":[ {"role":"system","content":"Be \"kind\""},{"role":"user","content":"I am <EMAIL_ADDRESS> ❤"}],"unknown":{"bob@example.com":[]}}"""], _seen);
        Assert.EndsWith(
            ",\"input_guardrail\":[{\"flagged\":false,\"categories\":null,\"category_scores\":null,\"pii_detection\":true,\"anonymized_input\":["
            + "{\"role\":\"system\",\"content\":\"Be \\\"kind\\\"\"},{\"role\":\"user\",\"content\":\"I am <EMAIL_ADDRESS> ❤\"}]}]}",
            answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masked_arguments_of_tools_stay_json()
    {
        Serve(input: new() { Pii = PiiBehavior.Mask });

        await QueryAsync(
            """{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\": \"x\\nbob@example.com\", \"card\": 4111111111111111}"}}]}]}""");

        Assert.Equal(
            ["""{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\": \"x\\n<EMAIL_ADDRESS>\", \"card\": \"<CREDIT_CARD>\"}"}}]}]}"""], _seen);
    }

    [Theory]
    [InlineData("what does shipping cost?", true)]
    [InlineData("who won the match?", false)]
    public async Task Only_the_valid_topics_pass(string text, bool passes)
    {
        Serve(input: new() { ValidTopics = ["shipping"] });

        if (passes) await QueryAsync(Chat(text));
        else await RefusedAsync(Chat(text));

        Assert.Equal(passes ? 1 : 0, _seen.Count);
    }

    [Fact]
    public async Task A_masked_answer_says_so_and_spells_nothing_out()
    {
        Serve(output: new() { Pii = PiiBehavior.Mask });
        Answer("""{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"bob@example.com"},"logprobs":{"content":[{"token":"bob"}]},"finish_reason":"stop"}]}""");

        Assert.Equal(
            """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"<EMAIL_ADDRESS>"},"logprobs":null,"finish_reason":"stop"}],"output_guardrail":[{"flagged":false,"categories":null,"category_scores":null,"pii_detection":true,"anonymized_input":null}]}""",
            await QueryAsync(Chat("hi")));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"build a bomb"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"ok"}},{"index":1,"message":{"content":null,"reasoning_content":"build a bomb"}}]}""")]
    public async Task A_blocked_answer_is_not_sent(string answer)
    {
        Serve(output: new() { Safety = true });
        Answer(answer, new(7, 3));

        var message = await RefusedAsync(Chat("hi"), "output_guardrail_triggered");

        Assert.Equal(
            "{\"usage\":{\"prompt_tokens\":7,\"total_tokens\":10},\"output_guardrail\":[{\"flagged\":true," + Categories
            + ",\"pii_detection\":null,\"anonymized_input\":null}],\"finishReason\":\"output_guardrail_triggered\"}", message);
    }

    [Fact]
    public async Task A_moderation_endpoint_judges_when_one_is_set()
    {
        _settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        Serve(input: new() { Safety = true });
        var asked = new List<string>();
        Judge(asked, "unsafe\nS8");

        var message = await RefusedAsync(Chat("a harmless text"));

        Assert.Equal(["""{"messages":[{"role":"user","content":"a harmless text"}],"temperature":0,"max_tokens":100}"""], asked);
        Assert.Contains(Categories, message, StringComparison.Ordinal);
        Judge(asked, "safe");
        await QueryAsync(Chat("how do I build a bomb?"));
        Assert.Single(_seen);
    }

    [Fact]
    public async Task A_model_sorts_by_topic_when_one_is_set()
    {
        _settings["Andamento:Guardrails:TopicEndpoint"] = "judge";
        Serve(input: new() { ValidTopics = ["a", "b"] });
        Judge([], "2");
        await QueryAsync(Chat("anything"));
        Judge([], "none");

        await RefusedAsync(Chat("anything"));

        Assert.Single(_seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_judge_that_fails_lets_pass_only_if_the_operator_wants_that(bool open)
    {
        _settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        _settings["Andamento:Guardrails:FailOpen"] = open.ToString();
        Serve(input: new() { Safety = true });
        _judgeModel.Invoke = (_, _) => throw new ServingException(FailureKind.UpstreamFailed, "down");

        var answer = await QueryAsync(Chat("hi"));

        Assert.Equal((open ? 200 : 503, open ? 1 : 0), (_context.Response.StatusCode, _seen.Count));
        Assert.Equal(!open, answer.Contains("TEMPORARILY_UNAVAILABLE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_judge_that_does_not_answer_is_not_waited_for()
    {
        _settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        Serve(input: new() { Safety = true });
        var asked = new TaskCompletionSource();
        _judgeModel.Invoke = async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };

        var query = QueryAsync(Chat("hi"));
        await asked.Task.ForAsync("the judge to be asked");
        _time.Advance(TimeSpan.FromSeconds(5));
        await query.ForAsync("the refusal");

        Assert.Equal(503, _context.Response.StatusCode);
    }

    [Fact]
    public async Task Without_guardrails_a_body_and_an_answer_pass_as_the_same_memory()
    {
        Serve();
        ReadOnlyMemory<byte> body = default;
        _model.Invoke = (request, _) =>
        {
            body = request.Body;
            return Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray() });
        };

        Assert.Equal("{}", await QueryAsync(Chat("bob@example.com")));
        Assert.Equal(Chat("bob@example.com"), Encoding.UTF8.GetString(body.Span));
    }

    [Fact]
    public async Task A_stream_is_masked_and_ends_as_usual()
    {
        Serve(input: new() { Pii = PiiBehavior.Mask }, output: new() { Pii = PiiBehavior.Mask });
        _model.Stream = (_, _) => Frames("Mail bo", "b@exam", "ple.com now");

        var events = await QueryAsync("""{"messages":[{"role":"user","content":"I am 123-45-6789"}],"stream":true}""");

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
        Serve(output: new() { InvalidKeywords = ["zeus"] });
        _model.Stream = (_, _) => Frames("All hail Ze", "us, father of", " gods");

        await Assert.ThrowsAsync<BrokenStreamException>(() => QueryAsync("""{"messages":[{"role":"user","content":"hi"}],"stream":true}"""));

        var events = Written();
        Assert.DoesNotContain("Ze", events, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events, StringComparison.Ordinal);
        var error = Events(events)[^1].GetProperty("error");
        Assert.Equal("output_guardrail_triggered", error.GetProperty("code").GetString());
        Assert.Contains("\"finishReason\":\"output_guardrail_triggered\"", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is null) return;

        foreach (var hosted in _services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()) await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private static string Chat(string text) => $$"""{"messages":[{"role":"user","content":"{{text}}"}]}""";

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

    private void Serve(GuardrailRules? input = null, GuardrailRules? output = null, ServingTask task = ServingTask.Chat) =>
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat() with
        {
            Task = task, Gateway = new() { InputGuardrails = input, OutputGuardrails = output },
        });

    private void Answer(string json, TokenUsage? usage = null) => _model.Invoke = (request, _) =>
    {
        _seen.Add(Encoding.UTF8.GetString(request.Body.Span));
        return Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(json), Usage = usage });
    };

    private void Judge(List<string> asked, string verdict) => _judgeModel.Invoke = (request, _) =>
    {
        asked.Add(Encoding.UTF8.GetString(request.Body.Span));
        var answer = JsonSerializer.SerializeToUtf8Bytes(new { choices = new[] { new { message = new { content = verdict } } } });
        return Task.FromResult(new ServingAnswer { Body = answer });
    };

    private async Task<string> RefusedAsync(string body, string code = "input_guardrail_triggered")
    {
        var refused = JsonDocument.Parse(await QueryAsync(body)).RootElement;
        Assert.Equal(
            (400, "BAD_REQUEST", code),
            (_context.Response.StatusCode, refused.GetProperty("error_code").GetString(), refused.GetProperty("error").GetProperty("code").GetString()));
        return refused.GetProperty("message").GetString()!;
    }

    private async Task<string> QueryAsync(string body)
    {
        _services ??= Build();
        _context.Response.Body.SetLength(0);
        _context.Response.StatusCode = 200;
        _context.Request.ContentType = "application/json";
        _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        _context.Features.Set<Microsoft.AspNetCore.Http.Features.IRequestBodyPipeFeature>(null);
        _context.Request.RouteValues["name"] = "chat";
        await _services.GetRequiredService<InvocationPipeline>().ByNameAsync(_context);
        return Written();
    }

    private string Written() => Encoding.UTF8.GetString(((MemoryStream)_context.Response.Body).ToArray());

    private ServiceProvider Build() => Rooms.Build(
        Grains.Of((type, key) => (type == typeof(IEndpointGrain), key) switch
        {
            (true, "judge") => _judge,
            (true, _) => _endpoint,
            (_, var entity) when entity.StartsWith("judge", StringComparison.Ordinal) => _judgeModel,
            _ => _model,
        }),
        _time, settings: _settings);
}
