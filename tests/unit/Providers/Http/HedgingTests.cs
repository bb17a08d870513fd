using System.Diagnostics.Metrics;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>A call that is sent a second time while nothing of its first response has come.</summary>
public sealed class HedgingTests
{
    private const int Words = 4; // events of an answer of two words

    private static readonly TimeSpan After = TimeSpan.FromSeconds(0.2);

    private readonly ManualTime _time = new();
    private readonly Permit _permit = new();

    [Fact]
    public async Task The_second_request_answers_and_the_first_is_closed()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Never);
        using var client = Calls.Client(_time);

        var answer = SendAsync(client, upstream);
        var first = await upstream.NextRequestAsync();
        await HedgeAsync();

        Assert.Contains("Hello from upstream", (await answer).Json.Text(), StringComparison.Ordinal);
        await first.DisconnectedAsync();
        Assert.Equal((2, 1, 1), (upstream.Requests.Count, _permit.Begun, _permit.Ended));
        Assert.Equal(first.Text, upstream.Requests[1].Text);
    }

    [Fact]
    public async Task The_first_request_answers_and_the_second_is_closed()
    {
        await using var upstream = await WireDouble.StartAsync();
        var slow = new StreamScript();
        upstream.ReplyOnce(slow.Reply, Replies.Never);
        using var client = Calls.Client(_time);

        var events = StreamAsync(client, upstream);
        await upstream.NextRequestAsync();
        await HedgeAsync();
        var second = await upstream.NextRequestAsync();
        await slow.SendTextAsync("a");
        await second.DisconnectedAsync();
        await slow.FinishAsync();

        Assert.Equal(2, (await events).Count);
        Assert.Equal(1, _permit.Ended);
    }

    [Fact]
    public async Task A_response_that_comes_in_time_is_the_only_one()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client(_time);

        await SendAsync(client, upstream);

        Assert.Single(upstream.Requests);
        Assert.Equal(0, _permit.Begun);
    }

    [Fact]
    public async Task A_response_that_has_begun_is_not_raced()
    {
        await using var upstream = await WireDouble.StartAsync();
        var slow = new StreamScript();
        upstream.Reply(slow.Reply);
        using var client = Calls.Client(_time);

        var events = StreamAsync(client, upstream);
        await upstream.NextRequestAsync();
        await slow.SendBytesAsync(": a comment, and no event yet\n\n"u8.ToArray());
        await _time.NoTimerWithinAsync(After);
        _time.Advance(After * 2);
        await slow.FinishAsync();

        await events;
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Without_leave_nothing_is_sent_twice()
    {
        await using var upstream = await WireDouble.StartAsync();
        var gate = new TaskCompletionSource();
        upstream.Reply(Held(gate, Replies.Chat("one two")));
        _permit.Grants = false;
        using var client = Calls.Client(_time);

        var events = StreamAsync(client, upstream);
        await upstream.NextRequestAsync();
        await HedgeAsync();
        gate.SetResult();

        Assert.Equal(Words, (await events).Count);
        Assert.Single(upstream.Requests);
        Assert.Equal(0, _permit.Ended);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_failure_of_one_leaves_the_other_to_answer(int status)
    {
        await using var upstream = await WireDouble.StartAsync();
        var gate = new TaskCompletionSource();
        upstream.ReplyOnce(Held(gate, Replies.Chat("one two")), Replies.Error(status, "no"));
        using var client = Calls.Client(_time);

        var events = StreamAsync(client, upstream);
        await upstream.NextRequestAsync();
        await HedgeAsync();
        await (await upstream.NextRequestAsync()).AnsweredAsync();
        gate.SetResult();

        Assert.Equal(Words, (await events).Count);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_that_the_other_would_meet_too_is_told_at_once()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Never, Replies.Error(400, "no such parameter"));
        using var client = Calls.Client(_time);

        var answer = SendAsync(client, upstream);
        await upstream.NextRequestAsync();
        await HedgeAsync();

        var failed = await Calls.FailsAsync(() => answer);
        Assert.Equal(400, failed.Status);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Two_failures_are_one_risk_and_one_retry()
    {
        await using var upstream = await WireDouble.StartAsync();
        var gate = new TaskCompletionSource();
        upstream.ReplyOnce(Held(gate, Replies.Error(500, "the slow one")), Replies.Error(500, "the quick one"));
        using var client = Calls.Client(_time);

        var answer = SendAsync(client, upstream);
        await upstream.NextRequestAsync();
        await HedgeAsync();
        await (await upstream.NextRequestAsync()).AnsweredAsync();
        gate.SetResult();

        Assert.StartsWith("Provider openai answered 500: the ", (await Calls.FailsAsync(() => answer)).Message, StringComparison.Ordinal);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_retry_is_hedged_like_a_first_attempt_but_once()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Error(503, "busy", retryAfter: "0"), Replies.Never);
        using var client = Calls.Client(_time);

        var answer = SendAsync(client, upstream); // refused at once, so not yet hedged
        await upstream.NextRequestAsync();
        await upstream.NextRequestAsync();
        await HedgeAsync();

        await answer;
        Assert.Equal((3, 1), (upstream.Requests.Count, _permit.Begun));
    }

    [Fact]
    public async Task A_caller_who_leaves_closes_both()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Never);
        using var client = Calls.Client(_time);
        using var leave = new CancellationTokenSource();

        var answer = SendAsync(client, upstream, leave.Token);
        var first = await upstream.NextRequestAsync();
        await HedgeAsync();
        var second = await upstream.NextRequestAsync();
        await leave.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => answer);
        await first.DisconnectedAsync();
        await second.DisconnectedAsync();
        Assert.Equal(1, _permit.Ended);
    }

    [Fact]
    public async Task The_meter_says_which_one_counted()
    {
        var seen = new List<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == "andamento.provider.hedges") all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (seen) seen.Add(tags.ToArray().Single(tag => tag.Key == "outcome").Value);
        });
        listener.Start();
        await The_second_request_answers_and_the_first_is_closed();

        lock (seen) Assert.Contains("second", seen);
    }

    // A reply of which not even the status is sent before the gate is open.
    private static WireReply Held(TaskCompletionSource gate, WireReply reply) => async (request, response) =>
    {
        await gate.Task.WaitAsync(response.HttpContext.RequestAborted);
        await reply(request, response);
    };

    private Task<ProviderAnswer> SendAsync(
        ProviderClient client, WireDouble upstream, CancellationToken cancellationToken = default) => client.SendAsync(
            Calls.OpenAI, Calls.Chat() with { Hedge = _permit }, upstream.Target(), Calls.Minute, cancellationToken);

    private Task<List<string>> StreamAsync(ProviderClient client, WireDouble upstream) => client.StreamAsync(
        Calls.OpenAI, Calls.Chat(stream: true) with { Hedge = _permit }, upstream.Target()).ReadAsync();

    private async Task HedgeAsync()
    {
        await _time.TimerWithinAsync(After);
        _time.Advance(After);
    }

    private sealed class Permit : IHedge
    {
        public TimeSpan After => HedgingTests.After;

        public bool Grants { get; set; } = true;

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public bool TryBegin()
        {
            if (Grants) Begun++;
            return Grants;
        }

        public void End() => Ended++;
    }
}
