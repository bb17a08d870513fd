using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;
using Andamento.Tests.Unit.Records;
using Andamento.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Invocations;

public sealed class InvocationPipelineTests : IAsyncDisposable
{
    private const string Hello = """{"messages":[{"role":"user","content":"hi"}]}""";
    private const string HelloStreamed = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private readonly ManualTime _time = new();
    private readonly EndpointDouble _endpoint = new();
    private readonly EntityDouble _entity = new();
    private readonly List<string> _asked = [];
    private readonly RowList _rows = new();
    private readonly CancellationTokenSource _callerGone = new();
    private readonly ServiceProvider _services;
    private readonly DefaultHttpContext _context = new();

    public InvocationPipelineTests()
    {
        var grains = Grains.Of((type, key) =>
        {
            if (type == typeof(IEndpointGrain)) return _endpoint;

            _asked.Add(key);
            return _entity;
        });
        _services = Rooms.Build(grains, _time, _rows);
        _context.RequestAborted = _callerGone.Token;
        _context.Response.Body = new MemoryStream();
        _context.TraceIdentifier = "the-request";
        _context.SetCaller(Snapshots.Owner);
        Serve(Snapshots.Chat());
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = "{\"ok\":true}"u8.ToArray(), Head = new() { UpstreamRequestId = "req-1" } });
    }

    [Fact]
    public async Task A_whole_answer_reaches_the_caller_byte_by_byte_with_who_answered()
    {
        ServingRequest? seen = null;
        var answer = _entity.Invoke;
        _entity.Invoke = (request, token) => answer(seen = request, token);

        Assert.Equal("{\"ok\":true}", await QueryAsync(Hello));

        Assert.Equal("gpt", _context.Response.Headers["Served-Model-Name"]);
        Assert.Equal("req-1", _context.Response.Headers["x-upstream-request-id"]);
        Assert.Equal(11, _context.Response.ContentLength);
        Assert.Equal("application/json", _context.Response.ContentType);
        Assert.Equal(Hello, Encoding.UTF8.GetString(seen!.Body.Span));
        Assert.Equal((ServingTask.Chat, "the-request", "chat", TimeSpan.FromSeconds(297)), (seen.Task, seen.RequestId, seen.AnswerModel, seen.TimeLeft));
    }

    [Fact]
    public async Task A_stranger_may_not_query()
    {
        _context.SetCaller(new Principal { Id = "2", Name = "stranger@example.com" });

        await RefusedAsync(Hello, 403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task An_unknown_endpoint_is_said_to_be_unknown()
    {
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(null);

        await RefusedAsync(Hello, 404, "ENDPOINT_NOT_FOUND");
    }

    [Fact]
    public async Task An_endpoint_that_is_not_ready_says_when_to_ask_again()
    {
        Serve(Snapshots.Chat() with { Entities = [], Routes = [], NotServing = "Loading." });

        var body = await RefusedAsync(Hello, 503, "TEMPORARILY_UNAVAILABLE");

        Assert.Equal("Loading.", body.GetProperty("message").GetString());
        Assert.Equal("1", _context.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_body_for_another_task_is_a_mismatch()
    {
        var body = await RefusedAsync("""{"input":"text"}""", 400, "BAD_REQUEST");

        Assert.Equal("task_mismatch", body.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        _context.Request.ContentType = "text/csv";

        await RefusedAsync(Hello, 415, "BAD_REQUEST", type: null);
    }

    [Fact]
    public async Task A_body_too_large_is_refused() =>
        await RefusedAsync(new string(' ', (4 * 1024 * 1024) + 1), 413, "BAD_REQUEST");

    [Fact]
    public async Task A_closed_limit_refuses()
    {
        Serve(Snapshots.Chat() with { RateLimits = [new(RateLimits.RateLimitKey.Endpoint, 0)] });

        await RefusedAsync(Hello, 403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task An_unknown_served_model_is_no_resource() =>
        await RefusedAsync(Hello, 404, "RESOURCE_DOES_NOT_EXIST", served: "other");

    [Theory]
    [InlineData("""{"messages":[]}""", 400, "BAD_REQUEST")]
    [InlineData("""{"model":null,"messages":[]}""", 400, "BAD_REQUEST")]
    public async Task On_the_OpenAI_routes_a_model_is_needed(string body, int status, string code) =>
        await RefusedAsync(body, status, code, byModel: ServingTask.Chat);

    [Fact]
    public async Task On_the_OpenAI_routes_the_model_is_the_endpoint()
    {
        Assert.Equal("{\"ok\":true}", await QueryAsync("""{"model":"chat","messages":[]}""", byModel: ServingTask.Chat));
    }

    [Fact]
    public async Task An_OpenAI_route_for_another_task_is_a_mismatch() =>
        await RefusedAsync("""{"model":"chat","messages":[]}""", 400, "BAD_REQUEST", byModel: ServingTask.Completions);

    [Fact]
    public async Task An_entity_lost_in_a_config_switch_is_asked_for_once_more()
    {
        var answer = _entity.Invoke;
        var lost = new ServingException(FailureKind.Unavailable, "no longer part of a config");
        _entity.Invoke = (_, _) =>
        {
            _entity.Invoke = answer;
            Serve(Snapshots.Chat(revision: 2, entity: "newer"));
            throw lost;
        };

        Assert.Equal("{\"ok\":true}", await QueryAsync(Hello));

        Assert.Equal("newer", _context.Response.Headers["Served-Model-Name"]);
        Assert.Contains(_asked, key => key.StartsWith("chat/0123/2/newer/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_lost_twice_is_unavailable()
    {
        var calls = 0;
        _entity.Invoke = (_, _) => throw new ServingException(FailureKind.Unavailable, $"gone {++calls}");

        var body = await RefusedAsync(Hello, 503, "TEMPORARILY_UNAVAILABLE");

        Assert.Equal("gone 2", body.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(FailureKind.UpstreamUnavailable, 503)]
    [InlineData(FailureKind.UpstreamLimited, 429)]
    [InlineData(FailureKind.Overloaded, 429)]
    public async Task Other_failures_are_not_tried_again(FailureKind kind, int status)
    {
        var calls = 0;
        _entity.Invoke = (_, _) => throw new ServingException(kind, $"call {++calls}");

        var body = await RefusedAsync(Hello, status, Api.Failures.Failure.Of(kind).ErrorCode);

        Assert.Equal("call 1", body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_time_limit_ends_a_call_that_does_not_answer()
    {
        _entity.Invoke = (_, token) => ForeverAsync<ServingAnswer>(token);
        var query = RefusedAsync(Hello, 504, "DEADLINE_EXCEEDED");

        _time.Advance(TimeSpan.FromSeconds(297));

        await query.ForAsync("the time limit");
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_call()
    {
        var cancelled = new TaskCompletionSource();
        _entity.Invoke = (_, token) =>
        {
            token.Register(cancelled.SetResult);
            return ForeverAsync<ServingAnswer>(token);
        };
        var query = QueryAsync(Hello);

        await _callerGone.CancelAsync();

        Assert.True(cancelled.Task.IsCompleted);
        Assert.Equal("", await query);
        Assert.Equal(499, _context.Response.StatusCode);
    }

    [Fact]
    public async Task A_stream_is_relayed_and_says_who_answers()
    {
        _entity.Stream = (_, _) => FramesAsync("""{"a":1}""", """{"a":2}""");

        Assert.Equal("data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: [DONE]\n\n", await QueryAsync(HelloStreamed));

        Assert.Equal("text/event-stream; charset=utf-8", _context.Response.ContentType);
        Assert.Equal("gpt", _context.Response.Headers["Served-Model-Name"]);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_frame_is_a_plain_failure()
    {
        _entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamLimited, "slow down"));

        await RefusedAsync(HelloStreamed, 429, "RESOURCE_EXHAUSTED");
    }

    [Fact]
    public async Task A_stream_that_fails_later_tells_it_in_band_and_ends_abnormally()
    {
        _entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamFailed, "cut"), """{"a":1}""");

        var broken = await Assert.ThrowsAsync<BrokenStreamException>(() => QueryAsync(HelloStreamed));

        Assert.Equal(FailureKind.UpstreamFailed, broken.Kind);
        Assert.Equal(
            "data: {\"a\":1}\n\ndata: {\"error\":{\"message\":\"cut\",\"type\":\"server_error\",\"param\":null,\"code\":\"upstream_error\"}}\n\n",
            Sent());
    }

    [Fact]
    public async Task Tokens_and_durations_are_measured_by_endpoint_and_task()
    {
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray(), Usage = new(11, 5) });
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests have meters of the same name.
                if (ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>())) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {Show(tags)}"));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add($"{instrument.Name} {Show(tags)}"));
        listener.Start();

        await QueryAsync(Hello);

        Assert.Equal(
            [
                "gen_ai.client.token.usage 11 chat chat input",
                "gen_ai.client.token.usage 5 chat chat output",
                "gen_ai.server.request.duration chat chat",
            ],
            seen);

        static string Show(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => tag.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<EndpointSnapshots>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _callerGone.Dispose();
    }

    private void Serve(EndpointSnapshot snapshot) => _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(snapshot);

    private async Task<string> QueryAsync(string body, string? served = null, ServingTask? byModel = null, string? type = "application/json")
    {
        var pipeline = _services.GetRequiredService<InvocationPipeline>();
        _context.Request.ContentType = type ?? _context.Request.ContentType;
        _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        _context.Request.RouteValues["name"] = "chat";
        _context.Request.RouteValues["served"] = served;
        await (byModel is { } task ? pipeline.ByModelAsync(_context, task) : pipeline.ByNameAsync(_context));
        return Sent();
    }

    private async Task<JsonElement> RefusedAsync(
        string body, int status, string code, string? served = null, ServingTask? byModel = null, string? type = "application/json")
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(body, served, byModel, type));
        Assert.Equal((status, code), (_context.Response.StatusCode, answer.GetProperty("error_code").GetString()));
        return answer;
    }

    private string Sent() => Encoding.UTF8.GetString(((MemoryStream)_context.Response.Body).ToArray());

    private static async Task<T> ForeverAsync<T>(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        throw new InvalidOperationException();
    }

    private static IAsyncEnumerable<AnswerFrame> FramesAsync(params string[] frames) => FramesAsync(null, frames);

    private static async IAsyncEnumerable<AnswerFrame> FramesAsync(
        Exception? end, params string[] frames)
    {
        foreach (var frame in frames)
        {
            await Task.CompletedTask;
            yield return new() { Json = Encoding.UTF8.GetBytes(frame) };
        }

        if (end is not null) throw end;
    }
}
