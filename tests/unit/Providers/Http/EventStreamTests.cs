using System.Net;
using System.Text;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class EventStreamTests
{
    private const string Text = """{"model":"my-endpoint","choices":[{"index":0,"delta":{"content":"Привет 🌍"},"finish_reason":null}]}""";
    private const string Stop = """{"model":"my-endpoint","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    [Fact]
    public async Task Every_event_arrives_before_the_next_is_sent()
    {
        await using var upstream = await WireDouble.StartAsync();
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        using var client = Calls.Client();
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();

        foreach (var word in (string[])["one", "two", "three"])
        {
            var next = events.MoveNextAsync();
            await script.SendTextAsync(word);
            Assert.True(await next);
            Assert.Contains($"\"content\":\"{word}\"", events.Current.Json.Text(), StringComparison.Ordinal);
        }

        await script.FinishAsync();
        Assert.True(await events.MoveNextAsync());
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Odd_packets_change_nothing(int pieceBytes)
    {
        await using var upstream = await WireDouble.StartAsync();
        var bytes = Encoding.UTF8.GetBytes($": hi\r\n\r\ndata: {Text}\r\n\r\ndata: {Stop}\n\ndata: [DONE]\n\n");
        upstream.Reply(Replies.Pieces([.. bytes.Chunk(pieceBytes)]));
        using var client = Calls.Client();

        Assert.Equal([Text, Stop], await client.StreamAsync(upstream).ReadAsync());
    }

    [Fact]
    public async Task Usage_is_metered_though_the_caller_does_not_see_it()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyChat("a b c");
        using var client = Calls.Client();
        ProviderUsage? usage = null;

        await foreach (var chunk in client.StreamAsync(upstream)) usage = chunk.Usage ?? usage;

        Assert.Equal(3, usage?.CompletionTokens);
    }

    [Fact]
    public async Task What_came_before_a_failure_is_not_lost_to_it()
    {
        await using var upstream = await WireDouble.StartAsync();
        const string Boom = """{"error":{"message":"boom","type":"server_error"}}""";
        upstream.Reply(Replies.Pieces(Encoding.UTF8.GetBytes($"data: {Text}\n\ndata: {Boom}\n\n")));
        using var client = Calls.Client();
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        var failed = await Calls.FailsAsync(() => events.MoveNextAsync().AsTask());

        Assert.Equal("Provider openai answered 500: boom", failed.Message);
    }

    [Fact]
    public async Task A_stream_that_ends_early_is_a_failure()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Events(Text));
        using var client = Calls.Client();

        var failed = await Calls.FailsAsync(() => client.StreamAsync(upstream).ReadAsync());

        Assert.Equal((ProviderFailure.Failed, "upstream_error"), (failed.Failure, failed.Code));
        Assert.Equal("Provider openai ended its answer before it was complete.", failed.Message);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"de")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n")]
    public async Task A_connection_that_breaks_inside_a_stream_is_a_failure(string bytes)
    {
        await using var upstream = await WireDouble.StartAsync();
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        using var client = Calls.Client();
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();

        var first = events.MoveNextAsync();
        await script.SendEventAsync(Text);
        Assert.True(await first);
        await script.SendBytesAsync(Encoding.UTF8.GetBytes(bytes));
        await script.AbortAsync();
        var failed = await Calls.FailsAsync(async () =>
        {
            while (await events.MoveNextAsync())
            {
                // up to the break
            }
        });

        Assert.Equal((ProviderFailure.Failed, "upstream_error"), (failed.Failure, failed.Code));
    }

    [Theory]
    [InlineData("application/json", """{"error":{"message":"no streams here"}}""", "Provider openai sent no event stream but application/json: no streams here.")]
    [InlineData("text/html", "<html>", "Provider openai sent no event stream but text/html.")]
    public async Task What_is_no_event_stream_fails_before_the_first_event(string type, string body, string message)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Body(200, type, Encoding.UTF8.GetBytes(body)));
        using var client = Calls.Client();

        var failed = await Calls.FailsAsync(() => client.StreamAsync(upstream).ReadAsync());

        Assert.Equal(message, failed.Message);
        Assert.Equal("invalid_upstream_response", failed.Code);
    }

    [Fact]
    public async Task An_event_above_the_limit_is_a_failure()
    {
        await using var upstream = await WireDouble.StartAsync();
        var large = Encoding.UTF8.GetBytes($"data: {Text}\n\ndata: {new string('x', 5000)}\n\n");
        upstream.Reply(Replies.Pieces(large));
        using var client = Calls.Client(configure: options => options.MaxEventBytes = 2048);
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync()); // what came before it is not lost
        var failed = await Calls.FailsAsync(() => events.MoveNextAsync().AsTask());

        Assert.Equal("Provider openai sent an event of more than 2048 bytes (Providers:MaxEventBytes).", failed.Message);
    }

    [Fact]
    public async Task A_first_event_that_does_not_come_in_time_is_a_time_out()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Never);
        var time = new ManualTime();
        using var client = Calls.Client(time, options => options.FirstEventTimeout = TimeSpan.FromSeconds(10));

        var events = client.StreamAsync(upstream).ReadAsync();
        var request = await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(10));

        await AssertTimedOutAsync(events);
        await request.DisconnectedAsync();
    }

    [Fact]
    public async Task Silence_inside_a_stream_is_a_time_out()
    {
        await using var upstream = await WireDouble.StartAsync();
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        var time = new ManualTime();
        using var client = Calls.Client(time, options => options.IdleTimeout = TimeSpan.FromSeconds(5));
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();
        var first = events.MoveNextAsync();
        await script.SendTextAsync("a");
        Assert.True(await first);

        time.Advance(TimeSpan.FromSeconds(30)); // a caller who takes its time is not the provider's silence
        var second = events.MoveNextAsync().AsTask();
        await time.TimerWithinAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5));

        await AssertTimedOutAsync(second);
    }

    [Fact]
    public async Task The_whole_stream_has_its_limit()
    {
        await using var upstream = await WireDouble.StartAsync();
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        var time = new ManualTime();
        using var client = Calls.Client(time);
        await using var events = client.StreamAsync(upstream).GetAsyncEnumerator();
        var first = events.MoveNextAsync();
        await script.SendTextAsync("a");
        Assert.True(await first);

        time.Advance(Calls.Minute);

        await upstream.Requests[0].DisconnectedAsync(); // at once, though nobody reads
        await AssertTimedOutAsync(events.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Nothing_is_read_ahead_of_a_caller_who_does_not_take_it()
    {
        var source = new EndlessEvents();
        using var handler = new StubHandler(() => new(HttpStatusCode.OK) { Content = new StreamContent(source) });
        using var client = new ProviderClient(handler, new(), TimeProvider.System);
        await using var events = client.StreamAsync(Calls.OpenAI, Calls.Chat(stream: true), Calls.Target())
            .GetAsyncEnumerator();

        for (var i = 0; i < 3; i++) Assert.True(await events.MoveNextAsync());

        Assert.Equal(1, source.Reads);
        Assert.InRange(source.BytesRead, 1, 16 << 10);
    }

    private static async Task AssertTimedOutAsync(Task act)
    {
        var failed = await Calls.FailsAsync(() => act.ForAsync("a time-out"));

        Assert.Equal((ProviderFailure.TimedOut, "upstream_timeout"), (failed.Failure, failed.Code));
        Assert.Equal("Provider openai did not answer within the time limit.", failed.Message);
    }

    private sealed class StubHandler(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }

    private sealed class EndlessEvents : MemoryStream
    {
        private static readonly byte[] Event = Encoding.UTF8.GetBytes($"data: {Text}\n\n");

        public int Reads { get; private set; }

        public long BytesRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = 0;
            for (; buffer.Length - length >= Event.Length; length += Event.Length) Event.CopyTo(buffer[length..]);

            Reads++;
            BytesRead += length;
            return new(length);
        }
    }
}
