using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Andamento.Providers;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class ProviderClientTests
{
    [Fact]
    public async Task A_call_brings_back_the_answer_in_the_name_of_the_endpoint()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyChat("hello there");
        using var client = Calls.Client();

        var answer = await client.SendAsync(upstream);

        Assert.Contains("\"content\":\"hello there\"", answer.Json.Text(), StringComparison.Ordinal);
        Assert.Contains("\"model\":\"my-endpoint\"", answer.Json.Text(), StringComparison.Ordinal);
        Assert.Equal(2, answer.Usage?.CompletionTokens);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("POST", "/v1/chat/completions"), (request.Method, request.Path));
        Assert.Equal("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""", request.Text);
    }

    [Theory]
    [InlineData(ProviderTask.Completions, """{"prompt":"a"}""", "/v1/completions")]
    [InlineData(ProviderTask.Embeddings, """{"input":["a","b"],"encoding_format":"base64"}""", "/v1/embeddings")]
    public async Task Each_task_is_answered(ProviderTask task, string body, string path)
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();

        var target = upstream.Target() with { Model = "gpt-3.5-turbo-instruct" };
        await client.SendAsync(Calls.OpenAI, new(task, Encoding.UTF8.GetBytes(body), false), target, Calls.Minute, default);

        Assert.Equal(path, Assert.Single(upstream.Requests).Path);
    }

    [Fact]
    public async Task The_id_of_the_provider_comes_along()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Json(200, """{"choices":[]}""", ("x-request-id", "req_7")));
        using var client = Calls.Client();

        Assert.Equal("req_7", (await client.SendAsync(upstream)).Head?.RequestId);
    }

    [Theory]
    [InlineData(400, "invalid", ProviderFailure.Refused)]
    [InlineData(404, "model_not_found", ProviderFailure.ModelNotFound)]
    [InlineData(500, null, ProviderFailure.Failed)]
    public async Task A_refusal_is_told_in_the_providers_words(int status, string? code, ProviderFailure failure)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Error(status, "because of Bearer abc123", code));
        using var client = Calls.Client(configure: options => options.RiskyRetries = 0);

        var failed = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal(failure, failed.Failure);
        Assert.Equal($"Provider openai answered {status}: because of Bearer ***", failed.Message);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_wrong_key_is_a_matter_of_the_served_entity()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();
        var target = Calls.Target(("openai_api_base", upstream.BaseAddress), ("openai_api_key", "sk-wrong-wrong"));

        var failed = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), target, Calls.Minute, default));

        Assert.Equal(ProviderFailure.Authentication, failed.Failure);
        Assert.Equal(
            "Provider openai did not accept the credentials of this served entity (401): Incorrect API key provided: ***.",
            failed.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Json(307, "", ("Location", upstream.BaseAddress + "/completions")));
        using var client = Calls.Client();

        var failed = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal(("invalid_upstream_response", 307), (failed.Code, failed.Status));
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task An_empty_answer_is_no_answer()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Body(200, "application/json", []));
        using var client = Calls.Client();

        Assert.Equal("invalid_upstream_response", (await Calls.FailsAsync(() => client.SendAsync(upstream))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_above_the_limit_is_not_read(bool withLength)
    {
        await using var upstream = await WireDouble.StartAsync();
        var large = new byte[3000];
        upstream.Reply(withLength ? Replies.Body(200, "application/json", large) : Replies.Pieces(large));
        using var client = Calls.Client(configure: options => options.MaxAnswerBytes = 2048);

        var failed = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal("Provider openai sent an answer of more than 2048 bytes (Providers:MaxAnswerBytes).", failed.Message);
    }

    [Fact]
    public async Task An_answer_of_unknown_length_is_read_to_its_end()
    {
        await using var upstream = await WireDouble.StartAsync();
        var content = new string('x', 100_000);
        upstream.Reply(Replies.Pieces([.. Encoding.UTF8.GetBytes($$"""{"choices":[],"c":"{{content}}"}""").Chunk(7000)]));
        using var client = Calls.Client();

        Assert.Equal(
            $$"""{"model":"my-endpoint","choices":[],"c":"{{content}}"}""", (await client.SendAsync(upstream)).Json.Text());
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_tried_once_more()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply((request, response) =>
        {
            request.Answered();
            response.HttpContext.Abort();
            return Task.CompletedTask;
        });
        using var client = Calls.Client(configure: options => options.RetryDelay = TimeSpan.FromMilliseconds(10));

        var failed = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal((ProviderFailure.Failed, "upstream_error"), (failed.Failure, failed.Code));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Without_time_left_nothing_is_sent()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();

        var failed = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), upstream.Target(), TimeSpan.Zero, default));

        Assert.Equal(ProviderFailure.TimedOut, failed.Failure);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_body_that_cannot_be_is_refused_without_a_call()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();

        var refused = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat("{"), upstream.Target(), Calls.Minute, default));

        Assert.Equal(ProviderFailure.Unsupported, refused.Failure);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Every_call_is_measured_by_its_outcome()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Error(404, "no such model"));
        using var client = Calls.Client();
        var outcomes = new ConcurrentBag<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "andamento.provider.call.duration") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            outcomes.Add(string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        meters.Start();

        await Calls.FailsAsync(() => client.SendAsync(
            Calls.OpenAI, new(ProviderTask.Embeddings, "{\"input\":\"a\"}"u8.ToArray(), false), upstream.Target(), Calls.Minute, default));

        // Other tests call at the same time, but none asks for embeddings of a model that is not there.
        Assert.Single(outcomes, outcome => outcome == "provider=openai task=embeddings outcome=ModelNotFound");
    }
}
