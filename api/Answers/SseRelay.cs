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
internal sealed class SseRelay(PipeWriter output, TimeProvider time, TimeSpan keepAlive, ICallerAnswer? dialect = null) : IDisposable
{
    /// <summary>
    /// Bytes written without waiting for the reader: one segment of the server's response buffer, four times.
    /// </summary>
    private const int MaxUnsent = 16 * 1024;

    private readonly PeriodicTimer _timer = new(keepAlive / 3, time);
    private Task<bool>? _tick;
    private int _unsent; // bytes, roughly
    private long _sentAt = time.GetTimestamp();

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
        while (more)
        {
            Write(frames.Current);
            var next = frames.MoveNextAsync();
            if (!next.IsCompleted || _unsent > MaxUnsent) await FlushAsync(cancellationToken);

            more = next.IsCompleted ? await next : await WaitAsync(next.AsTask(), cancellationToken);
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

    private async ValueTask<bool> WaitAsync(Task<bool> next, CancellationToken cancellationToken)
    {
        while (!next.IsCompleted)
        {
            _tick ??= _timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(next, _tick) == next) break;

            _tick = null;
            if (time.GetElapsedTime(_sentAt) < keepAlive) continue;

            output.Write("\n"u8);
            _unsent++;
            await FlushAsync(cancellationToken);
        }

        return await next;
    }

    private void Write(AnswerFrame frame)
    {
        Usage = frame.Usage ?? Usage;
        Bytes += frame.Json.Length;
        Record?.Streamed(frame);
        if (dialect is not null) WriteTranslated(dialect, frame);
        else if (!frame.Json.IsEmpty) WriteData(frame.Json.Span);
    }

    private void WriteTranslated(ICallerAnswer answer, AnswerFrame frame)
    {
        answer.WriteFrame(output, frame);
        _unsent += frame.Json.Length;
    }

    private void WriteEnd()
    {
        _unsent++;
        if (dialect is null) WriteData("[DONE]"u8);
        else dialect.WriteEnd(output);
    }

    private void WriteFailure(ServingException failed)
    {
        if (dialect is not null)
        {
            dialect.WriteFailure(output, failed);
            return;
        }

        output.Write("data: "u8);
        FailureBody.WriteEvent(output, failed);
        output.Write("\n\n"u8);
    }

    private void WriteData(ReadOnlySpan<byte> json)
    {
        output.Write("data: "u8);
        output.Write(json);
        output.Write("\n\n"u8);
        _unsent += json.Length;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unsent is 0) return;

        await output.FlushAsync(cancellationToken);
        _unsent = 0;
        _sentAt = time.GetTimestamp();
    }
}
