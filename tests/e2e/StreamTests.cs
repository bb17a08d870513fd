using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;
using OpenAI.Chat;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class StreamTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task A_streamed_answer_arrives_while_it_is_being_written()
    {
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        await using var updates = Chat().CompleteChatStreamingAsync("hi").GetAsyncEnumerator();

        var first = NextTextAsync(updates); // sends the request
        await script.SendTextAsync("Hel");
        Assert.Equal("Hel", await first);

        await script.SendTextAsync("lo");
        Assert.Equal("lo", await NextTextAsync(updates));

        await script.FinishAsync(); // only now has the provider finished
        while (await updates.MoveNextAsync().AsTask().ForAsync("the end of the stream")) Assert.Equal("", Text(updates.Current));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Packets_may_end_anywhere(int bytes)
    {
        var events = Encoding.UTF8.GetBytes(string.Concat(
            Event("Grüße, "), Event("\uD83D\uDE00"), Event(" 世界"), "data: [DONE]\n\n"));
        _upstream.ReplyOnce(Replies.Pieces([.. events.Chunk(bytes)]));

        var text = new StringBuilder();
        await foreach (var update in Chat().CompleteChatStreamingAsync("hi")) text.Append(Text(update));

        Assert.Equal("Grüße, 😀 世界", text.ToString());
    }

    [Fact]
    public async Task A_stream_has_data_lines_only_and_ends_with_done()
    {
        using var answer = await StreamAsync();
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("gpt", answer.Headers.GetValues("Served-Model-Name").Single());
        Assert.All(text.Split('\n'), line => Assert.True(line.Length is 0 || line.StartsWith("data: ", StringComparison.Ordinal), line));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    // On a connection that has carried requests before, a socket that gathers small writes keeps the second event until the first is
    // acknowledged, and the other side takes 40 ms for that.
    [Fact]
    public async Task The_second_event_does_not_wait_for_the_first_to_be_acknowledged()
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < 15; round++)
        {
            var script = new StreamScript();
            _upstream.ReplyOnce(script.Reply);
            var answering = StreamAsync();
            await script.SendTextAsync("first");
            using var answer = await answering;
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            await UntilAsync(lines, "first");
            var sent = Stopwatch.GetTimestamp();
            await script.SendTextAsync("second");
            await UntilAsync(lines, "second");
            times.Add(Stopwatch.GetElapsedTime(sent));
            await script.FinishAsync();
            await lines.ReadToEndAsync().ForAsync("the end of the stream");
        }

        Say($"Second events took {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:0.0}"))} ms.");
        Assert.InRange(times.Order().ElementAt(times.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task A_stream_cut_in_the_middle_is_an_abnormal_end_after_an_error_event()
    {
        for (var round = 0; round < 20; round++) // the event must never lose the race against the end of the connection
        {
            var name = $"{Name}-{round}"; // one endpoint would soon send nothing more to a provider that fails so often
            await Client.CreateExternalAsync(name, _upstream);
            var script = new StreamScript();
            _upstream.ReplyOnce(script.Reply);
            var answering = StreamAsync(name: name);
            await script.SendTextAsync("Half a ");
            using var answer = await answering;
            var read = new MemoryStream();
            var reading = answer.Content.CopyToAsync(read);

            await script.AbortAsync();

            await Assert.ThrowsAsync<HttpRequestException>(() => reading.ForAsync("the end of the broken stream"));
            var text = Encoding.UTF8.GetString(read.ToArray());
            Assert.Contains("Half a ", text, StringComparison.Ordinal);
            Assert.Contains("data: {\"error\":{", text, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_official_client_notices_a_cut_stream()
    {
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        await using var updates = Chat().CompleteChatStreamingAsync("hi").GetAsyncEnumerator();
        var first = NextTextAsync(updates);
        await script.SendTextAsync("Half a ");
        Assert.Equal("Half a ", await first);

        await script.AbortAsync();

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await updates.MoveNextAsync().AsTask().ForAsync("the end of the broken stream")) Assert.Equal("", Text(updates.Current));
        });
    }

    [Fact]
    public async Task A_provider_that_refuses_before_its_first_event_is_a_plain_error()
    {
        _upstream.Reply(Replies.Error(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"));

        using var answer = await StreamAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_client_who_leaves_a_stream_is_gone_for_the_provider_within_100_ms() => await AssertSoonAsync(async () =>
    {
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        var answering = StreamAsync();
        await script.SendTextAsync("Hel");
        var answer = await answering;
        var request = await _upstream.NextRequestAsync();

        var left = Stopwatch.GetTimestamp();
        answer.Dispose();

        return Stopwatch.GetElapsedTime(left, await request.DisconnectedAsync());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_who_leaves_before_the_first_byte_is_gone_for_the_provider_within_100_ms(bool stream) =>
        await AssertSoonAsync(async () =>
        {
            _upstream.ReplyOnce(Replies.Never);
            using var leaving = new CancellationTokenSource();
            var answering = StreamAsync(stream, cancellationToken: leaving.Token);
            var request = await _upstream.NextRequestAsync();

            var left = Stopwatch.GetTimestamp();
            await leaving.CancelAsync();

            var took = Stopwatch.GetElapsedTime(left, await request.DisconnectedAsync());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
            return took;
        });

    // The middle one of several: a first time compiles what it runs, and other tests may have the machine for a moment.
    private async Task AssertSoonAsync(Func<Task<TimeSpan>> leave)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < 9; round++) times.Add(await leave());

        Say($"The provider noticed after {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:0.0}"))} ms.");
        Assert.InRange(times.Order().ElementAt(times.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    private ChatClient Chat() => Server.OpenAI().GetChatClient(Name);

    private async Task<HttpResponseMessage> StreamAsync(
        bool stream = true, string? name = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/serving-endpoints/{name ?? Name}/invocations")
        {
            Content = JsonContent.Create(Calls.Hello(stream)),
        };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static string Event(string text) =>
        $$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""" + "\n\n";

    private static string Text(StreamingChatCompletionUpdate update) => string.Concat(update.ContentUpdate.Select(part => part.Text));

    private static async Task UntilAsync(StreamReader lines, string text)
    {
        string? line;
        do line = await lines.ReadLineAsync().ForAsync($"the event '{text}'");
        while (line?.Contains(text, StringComparison.Ordinal) is false);
    }

    private static async Task<string> NextTextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> updates)
    {
        do
        {
            Assert.True(await updates.MoveNextAsync().AsTask().ForAsync("the next piece of the stream"));
        }
        while (Text(updates.Current).Length is 0);

        return Text(updates.Current);
    }
}
