using System.Diagnostics.Metrics;
using System.Text;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using static Andamento.Tests.Unit.Invocations.PlayedQueries;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>Queries that an entity answers, or fails to.</summary>
public sealed class InvocationPipelineTests : IAsyncDisposable
{
    private readonly PlayedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_whole_answer_reaches_the_caller_byte_by_byte_with_who_answered()
    {
        ServingRequest? seen = null;
        var answer = _queries.Entity.Invoke;
        _queries.Entity.Invoke = (request, token) => answer(seen = request, token);

        Assert.Equal("{\"ok\":true}", await _queries.QueryAsync(Hello));

        Assert.Equal("gpt", _queries.Context.Response.Headers["Served-Model-Name"]);
        Assert.Equal("req-1", _queries.Context.Response.Headers["x-upstream-request-id"]);
        Assert.Equal(11, _queries.Context.Response.ContentLength);
        Assert.Equal("application/json", _queries.Context.Response.ContentType);
        Assert.Equal(Hello, Encoding.UTF8.GetString(seen!.Body.Span));
        Assert.Equal((ServingTask.Chat, "the-request", "chat", TimeSpan.FromSeconds(297)), (seen.Task, seen.RequestId, seen.AnswerModel, seen.TimeLeft));
    }

    [Fact]
    public async Task An_entity_lost_in_a_config_switch_is_asked_for_once_more()
    {
        var answer = _queries.Entity.Invoke;
        var lost = new ServingException(FailureKind.Unavailable, "no longer part of a config");
        _queries.Entity.Invoke = (_, _) =>
        {
            _queries.Entity.Invoke = answer;
            _queries.Serve(Snapshots.Chat(revision: 2, entity: "newer"));
            throw lost;
        };

        Assert.Equal("{\"ok\":true}", await _queries.QueryAsync(Hello));

        Assert.Equal("newer", _queries.Context.Response.Headers["Served-Model-Name"]);
        Assert.Contains(_queries.Asked, key => key.StartsWith("chat/0123/2/newer/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_lost_twice_is_unavailable()
    {
        var calls = 0;
        _queries.Entity.Invoke = (_, _) => throw new ServingException(FailureKind.Unavailable, $"gone {++calls}");

        var body = await _queries.RefusedAsync(Hello, 503, "TEMPORARILY_UNAVAILABLE");

        Assert.Equal("gone 2", body.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(FailureKind.UpstreamUnavailable, 503)]
    [InlineData(FailureKind.UpstreamLimited, 429)]
    [InlineData(FailureKind.Overloaded, 429)]
    public async Task Other_failures_are_not_tried_again(FailureKind kind, int status)
    {
        var calls = 0;
        _queries.Entity.Invoke = (_, _) => throw new ServingException(kind, $"call {++calls}");

        var body = await _queries.RefusedAsync(Hello, status, Api.Failures.Failure.Of(kind).ErrorCode);

        Assert.Equal("call 1", body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_time_limit_ends_a_call_that_does_not_answer()
    {
        _queries.Entity.Invoke = (_, token) => ForeverAsync<ServingAnswer>(token);
        var query = _queries.RefusedAsync(Hello, 504, "DEADLINE_EXCEEDED");

        _queries.Time.Advance(TimeSpan.FromSeconds(297));

        await query.ForAsync("the time limit");
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_call()
    {
        var cancelled = new TaskCompletionSource();
        _queries.Entity.Invoke = (_, token) =>
        {
            token.Register(cancelled.SetResult);
            return ForeverAsync<ServingAnswer>(token);
        };
        var query = _queries.QueryAsync(Hello);

        await _queries.CallerGone.CancelAsync();

        Assert.True(cancelled.Task.IsCompleted);
        Assert.Equal("", await query);
        Assert.Equal(499, _queries.Context.Response.StatusCode);
    }

    [Fact]
    public async Task Tokens_and_durations_are_measured_by_endpoint_and_task()
    {
        _queries.Entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray(), Usage = new(11, 5) });
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests have meters of the same name.
                if (ReferenceEquals(instrument.Meter.Scope, _queries.Services.GetRequiredService<IMeterFactory>())) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {Show(tags)}"));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add($"{instrument.Name} {Show(tags)}"));
        listener.Start();

        await _queries.QueryAsync(Hello);

        Assert.Equal(
            [
                "gen_ai.client.token.usage 11 chat chat input",
                "gen_ai.client.token.usage 5 chat chat output",
                "gen_ai.server.request.duration chat chat",
            ],
            seen);

        static string Show(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => tag.Value));
    }
}
