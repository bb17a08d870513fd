using Andamento.Providers;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class RetryTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(529)]
    [InlineData(409)]
    [InlineData(408)]
    public async Task A_busy_provider_is_asked_again_after_a_while(int status)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Error(status, "busy"));
        var time = new ManualTime();
        using var client = Calls.Client(time);

        var answer = client.SendAsync(upstream);
        await time.TimerWithinAsync(FirstWait);
        Assert.Single(upstream.Requests);
        time.Advance(FirstWait);

        Assert.NotNull(await answer);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Retry_after_is_waited_for_to_the_second()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Error(429, "busy", retryAfter: "7"));
        var time = new ManualTime();
        using var client = Calls.Client(time);

        var answer = client.SendAsync(upstream);
        await time.TimerWithinAsync(TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(upstream.Requests);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.NotNull(await answer);
    }

    [Fact]
    public async Task A_wait_beyond_the_time_left_is_the_callers_to_make()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Error(429, "busy", retryAfter: "59"));
        using var client = Calls.Client(new ManualTime());

        var failed = await Calls.FailsAsync(() => client.SendAsync(
            Calls.OpenAI, Calls.Chat(), upstream.Target(), TimeSpan.FromSeconds(30), default));

        Assert.Equal(TimeSpan.FromSeconds(59), failed.RetryAfter);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task The_last_failure_is_the_one_that_is_told()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Error(503, "first"), Replies.Error(503, "second"), Replies.Error(529, "third"));
        using var client = Calls.Client(configure: options => options.RetryDelay = TimeSpan.FromMilliseconds(10));

        var failed = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal("Provider openai answered 529: third", failed.Message);
        Assert.Equal(3, upstream.Requests.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task What_may_have_been_billed_is_risked_once_more(int status)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Error(status, "no"));
        using var client = Calls.Client(configure: options => options.RetryDelay = TimeSpan.FromMilliseconds(10));

        await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal(2, upstream.Requests.Count);
    }

    [Theory]
    [InlineData(400, null)]
    [InlineData(429, "insufficient_quota")]
    public async Task What_will_not_change_is_not_asked_again(int status, string? code)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Error(status, "no", code));
        using var client = Calls.Client();

        await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_stream_is_asked_again_before_its_first_event()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyChat("one two");
        upstream.ReplyOnce(Replies.Error(503, "busy"), Replies.Events("""{"error":{"message":"busy","type":"overloaded_error"}}"""));
        using var client = Calls.Client(configure: options => options.RetryDelay = TimeSpan.FromMilliseconds(10));

        var events = await client.StreamAsync(upstream).ReadAsync();

        Assert.Equal(3, upstream.Requests.Count);
        Assert.Equal(4, events.Count);
    }

    [Fact]
    public async Task A_stream_is_not_asked_again_behind_its_first_event()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Events(
            """{"choices":[{"index":0,"delta":{"content":"a"}}]}""", """{"error":{"message":"busy","type":"overloaded_error"}}"""));
        using var client = Calls.Client();

        var failed = await Calls.FailsAsync(() => client.StreamAsync(upstream).ReadAsync());

        Assert.Equal(ProviderFailure.Unavailable, failed.Failure);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_caller_who_leaves_while_we_wait_ends_the_wait()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Error(503, "busy"));
        var time = new ManualTime();
        using var client = Calls.Client(time);
        using var leave = new CancellationTokenSource();

        var answer = client.SendAsync(upstream, leave.Token);
        await time.TimerWithinAsync(FirstWait);
        await leave.CancelAsync();

        Assert.Equal(leave.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => answer)).CancellationToken);
    }
}
