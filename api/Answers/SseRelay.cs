using System.Buffers;
using System.IO.Pipelines;
using Andamento.Api.Dialects;
using Andamento.Api.Failures;
using Andamento.Api.Records;
using Andamento.Serving;

namespace Andamento.Api.Answers;

/// <summary>
/// Relays the frames of one answer as server-sent events: <c>data:</c> lines and nothing else, since some clients fail
/// on every other line. A silent stream gets an empty line, which all of them skip.
/// </summary>
/// <remarks>
/// A frame is sent as soon as it is here; frames that are here together are sent together. The caller's reading speed
/// is the stream's: nothing is asked for while what was sent last is not taken.
/// </remarks>
internal sealed class SseRelay : IDisposable
{
    /// <summary>
    /// Bytes written without waiting for the reader: one segment of the server's response buffer, four times.
    /// </summary>
    private const int MaxUnsent = 16 * 1024;

    private const int MaxAtOnce = 1024; // bytes of one event for which a segment may be left half empty

    private readonly PipeWriter _output;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepAlive;
    private readonly ICallerAnswer? _dialect;
    private readonly SemaphoreSlim _turn = new(0, 1); // free while the next frame is waited for: then silence may be filled
    private readonly ITimer _timer;
    private CancellationToken _stop;
    private int _unsent; // bytes, roughly
    private long _sentAt;

    /// <summary>Starts a relay into a writer.</summary>
    public SseRelay(PipeWriter output, TimeProvider time, TimeSpan keepAlive, ICallerAnswer? dialect = null)
    {
        (_output, _time, _keepAlive, _dialect) = (output, time, keepAlive, dialect);
        _sentAt = time.GetTimestamp();
        _timer = time.CreateTimer(static relay => _ = ((SseRelay)relay!).FillSilenceAsync(), this, keepAlive / 3, keepAlive / 3);
    }

    /// <summary>What is noted of the query; null where nobody wants that.</summary>
    public QueryRecord? Record { private get; set; }

    /// <summary>Tokens used, as far as the frames have said.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Bytes of events relayed so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sets the headers of a stream. They leave with the first frame.</summary>
    public static SseRelay Begin(
        HttpResponse response, string servedModel, AnswerHead? head, TimeProvider time, TimeSpan keepAlive, ICallerAnswer? dialect)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no"; // proxies that buffer would hold frames back
        response.Headers[AnswerHeaders.ServedModel] = servedModel;
        AnswerHeaders.Write(head, response.Headers);
        return new(response.BodyWriter, time, keepAlive, dialect);
    }

    /// <summary>Sends all frames, then <c>[DONE]</c> or what the caller's dialect ends with.</summary>
    /// <param name="frames">The frames; the first move is made.</param>
    /// <param name="more">What the first move said.</param>
    /// <param name="cancellationToken">Stops waiting for the reader. <paramref name="frames"/> have their own.</param>
    public async Task SendAsync(IAsyncEnumerator<AnswerFrame> frames, bool more, CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        while (more)
        {
            Write(frames.Current);
            var next = frames.MoveNextAsync();
            if (!next.IsCompleted || _unsent > MaxUnsent) await FlushAsync(cancellationToken);

            if (next.IsCompleted)
            {
                more = await next;
                continue;
            }

            _turn.Release();
            try
            {
                more = await next;
            }
            finally
            {
                await _turn.WaitAsync(CancellationToken.None);
            }
        }

        WriteEnd();
        await FlushAsync(cancellationToken);
    }

    /// <summary>
    /// Sends the event that tells of a failure after the first frame. The caller then ends the response abnormally.
    /// </summary>
    public async Task SendFailureAsync(ServingException failed, CancellationToken cancellationToken)
    {
        WriteFailure(failed);
        _unsent++;
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    // Between two frames only, and not for a reader who has stopped reading: the turn is kept until the line is taken.
    private async Task FillSilenceAsync()
    {
        if (!_turn.Wait(0, CancellationToken.None)) return;

        try
        {
            if (_time.GetElapsedTime(_sentAt) < _keepAlive) return;

            _output.Write("\n"u8);
            _unsent++;
            await FlushAsync(_stop);
        }
        catch (OperationCanceledException)
        {
            // The wait for the next frame ends by the same token.
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Write(AnswerFrame frame)
    {
        Usage = frame.Usage ?? Usage;
        Bytes += frame.Json.Length;
        Record?.Streamed(frame);
        if (_dialect is not null) WriteTranslated(_dialect, frame);
        else if (!frame.Json.IsEmpty) WriteData(frame.Json.Span);
    }

    private void WriteTranslated(ICallerAnswer answer, AnswerFrame frame)
    {
        answer.WriteFrame(_output, frame);
        _unsent += frame.Json.Length;
    }

    private void WriteEnd()
    {
        _unsent++;
        if (_dialect is null) WriteData("[DONE]"u8);
        else _dialect.WriteEnd(_output);
    }

    private void WriteFailure(ServingException failed)
    {
        if (_dialect is not null)
        {
            _dialect.WriteFailure(_output, failed);
            return;
        }

        _output.Write("data: "u8);
        FailureBody.WriteEvent(_output, failed);
        _output.Write("\n\n"u8);
    }

    private void WriteData(ReadOnlySpan<byte> json)
    {
        _unsent += json.Length;
        var length = json.Length + 8;
        if (length <= MaxAtOnce)
        {
            var line = _output.GetSpan(length);
            "data: "u8.CopyTo(line);
            json.CopyTo(line[6..]);
            "\n\n"u8.CopyTo(line[(length - 2)..]);
            _output.Advance(length);
            return;
        }

        _output.Write("data: "u8);
        _output.Write(json);
        _output.Write("\n\n"u8);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unsent is 0) return;

        await _output.FlushAsync(cancellationToken);
        _unsent = 0;
        _sentAt = _time.GetTimestamp();
    }
}
