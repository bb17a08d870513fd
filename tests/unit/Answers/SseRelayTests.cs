using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Andamento.Api.Answers;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Answers;

public sealed class SseRelayTests : IDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ManualTime _time = new();
    private readonly Pipe _wire = new(new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    private readonly Channel<AnswerFrame> _frames = Channel.CreateUnbounded<AnswerFrame>();
    private readonly SseRelay _relay;

    public SseRelayTests() => _relay = new SseRelay(_wire.Writer, _time, KeepAlive);

    [Fact]
    public async Task A_frame_is_on_the_wire_while_the_next_one_is_still_to_come()
    {
        var sending = SendAsync();

        Frame("""{"a":1}""");
        Assert.Equal("data: {\"a\":1}\n\n", await ReadAsync());

        Frame("""{"a":2}""");
        Assert.Equal("data: {\"a\":2}\n\n", await ReadAsync());

        _frames.Writer.Complete();
        Assert.Equal("data: [DONE]\n\n", await ReadAsync());
        await sending;
    }

    [Fact]
    public async Task Frames_that_are_here_together_are_sent_together()
    {
        foreach (var i in Enumerable.Range(1, 3)) Frame($$"""{"a":{{i}}}""");

        var sending = SendAsync();

        Assert.Equal("data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: {\"a\":3}\n\n", await ReadAsync());
        _frames.Writer.Complete();
        await sending;
    }

    [Fact]
    public async Task A_frame_that_only_counts_is_not_sent()
    {
        Frame("""{"a":1}""");
        _frames.Writer.TryWrite(new() { Json = default, Usage = new(3, 4) });
        _frames.Writer.Complete();

        await SendAsync();

        Assert.Equal("data: {\"a\":1}\n\ndata: [DONE]\n\n", await ReadAsync());
        Assert.Equal(new(3, 4), _relay.Usage);
    }

    [Fact]
    public async Task Silence_is_filled_with_an_empty_line_after_15_seconds()
    {
        var sending = SendAsync();
        Frame("1");
        await ReadAsync();

        await SilenceAsync(14);
        Assert.False(_wire.Reader.TryRead(out _));

        await SilenceAsync(1);
        Assert.Equal("\n", await ReadAsync());

        Frame("2");
        Assert.Equal("data: 2\n\n", await ReadAsync());
        _frames.Writer.Complete();
        await sending;
    }

    [Fact]
    public async Task A_reader_who_does_not_read_holds_the_frames_back()
    {
        var taken = 0;
        var frames = Endless(() => taken++).GetAsyncEnumerator();
        var sending = _relay.SendAsync(frames, await frames.MoveNextAsync(), CancellationToken.None);

        Assert.False(sending.IsCompleted);
        Assert.InRange(taken, 64, 100); // of 1 KiB each: the wire's 64 KiB, and what was written before it was full
        await _wire.Reader.CompleteAsync();
    }

    [Fact]
    public async Task A_failure_travels_in_band_and_nothing_follows_it()
    {
        await _relay.SendFailureAsync(new(FailureKind.UpstreamFailed, "It broke.") { Code = "cut" }, CancellationToken.None);

        Assert.Equal(
            "data: {\"error\":{\"message\":\"It broke.\",\"type\":\"server_error\",\"param\":null,\"code\":\"cut\"}}\n\n",
            await ReadAsync());
    }

    [Fact]
    public async Task What_breaks_the_frames_breaks_the_sending()
    {
        _frames.Writer.Complete(new ServingException(FailureKind.UpstreamFailed, "cut"));

        await Assert.ThrowsAsync<ServingException>(SendAsync);
    }

    public void Dispose() => _relay.Dispose();

    private void Frame(string json) => _frames.Writer.TryWrite(new() { Json = Encoding.UTF8.GetBytes(json) });

    private async Task SendAsync()
    {
        var frames = _frames.Reader.ReadAllAsync().GetAsyncEnumerator();
        await _relay.SendAsync(frames, await frames.MoveNextAsync(), CancellationToken.None);
    }

    private async Task SilenceAsync(int seconds)
    {
        await _time.TimerWithinAsync(KeepAlive);
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private async Task<string> ReadAsync()
    {
        var read = await _wire.Reader.ReadAsync().AsTask().ForAsync("bytes of the stream");
        var text = Encoding.UTF8.GetString(read.Buffer.ToArray());
        _wire.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private static async IAsyncEnumerable<AnswerFrame> Endless(Action taken)
    {
        while (true)
        {
            await Task.CompletedTask;
            taken();
            yield return new() { Json = new byte[1024] };
        }
    }
}
