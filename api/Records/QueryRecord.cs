using System.Buffers;
using Andamento.Api.Failures;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Records;

/// <summary>
/// What is noted of one query while it runs, where its endpoint wants that; else there is none. Only the query's own
/// flow writes to it, and nobody once its rows are handed over.
/// </summary>
internal sealed class QueryRecord
{
    private readonly int _maxPayloadBytes;
    private ArrayBufferWriter<byte>? _frames; // each event with a line feed, which none holds
    private bool _completed;

    private static ReadOnlySpan<byte> BetweenEvents => "\n\ndata: "u8; // in a frame that holds several

    /// <summary>Begins a record.</summary>
    /// <param name="endpoint">The endpoint as the query found it.</param>
    /// <param name="maxPayloadBytes">The largest body that is kept; -1 where no whole bodies are wanted.</param>
    public QueryRecord(EndpointSnapshot endpoint, int maxPayloadBytes)
    {
        Endpoint = endpoint;
        _maxPayloadBytes = maxPayloadBytes;
    }

    /// <summary>The endpoint.</summary>
    public EndpointSnapshot Endpoint { get; }

    /// <summary>The id that the caller sees as <c>X-Request-Id</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary>Who asked.</summary>
    public required string Requester { get; init; }

    /// <summary>When the query came.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the caller noted.</summary>
    public CallerNotes Notes { get; private set; } = CallerNotes.None;

    /// <summary>The body as the caller sent it; empty when it was never read whole.</summary>
    public ReadOnlyMemory<byte> Request { get; private set; }

    /// <summary>The body was not kept for its size.</summary>
    public bool RequestTooLarge { get; private set; }

    /// <summary>The caller wanted a stream.</summary>
    public bool Stream { get; private set; }

    /// <summary>The served entity that was asked last; null when none was.</summary>
    public SnapshotEntity? Entity { get; private set; }

    /// <summary>Tokens as the model counted them, or null.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Characters of the streamed text.</summary>
    public long StreamedCharacters { get; private set; }

    /// <summary>The whole answer, or the body of a refusal; empty for a stream.</summary>
    public ReadOnlyMemory<byte> Answer { get; private set; }

    /// <summary>The events of a stream, each with a line feed behind it.</summary>
    public ReadOnlyMemory<byte> Frames => _frames?.WrittenMemory ?? default;

    /// <summary>The answer was not kept for its size.</summary>
    public bool AnswerTooLarge { get; private set; }

    /// <summary>The status that the query ended with; 499 when its caller left, whatever had been sent before.</summary>
    public int Status { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>The body is here, and acceptable or not.</summary>
    public void Received(ReadOnlyMemory<byte> body) => Request = body;

    /// <summary>The body is acceptable.</summary>
    public void Read(CallerNotes notes, bool stream) => (Notes, Stream) = (notes, stream);

    /// <summary>A served entity is asked. The last one counts.</summary>
    public void Asks(SnapshotEntity entity) => Entity = entity;

    /// <summary>A model has answered; what it said may still be refused.</summary>
    public void Used(TokenUsage? usage) => Usage = usage;

    /// <summary>A whole answer is here.</summary>
    public void Answered(ServingAnswer answer) => (Answer, Usage) = (answer.Body, answer.Usage);

    /// <summary>Events of a stream are here. Their bytes are copied, where they are wanted at all.</summary>
    public void Streamed(AnswerFrame frame)
    {
        Usage = frame.Usage ?? Usage;
        for (var rest = frame.Json.Span; !rest.IsEmpty;)
        {
            var end = rest.IndexOf(BetweenEvents);
            Streamed(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + BetweenEvents.Length)..];
        }
    }

    /// <summary>The answer's last byte is sent.</summary>
    public void Completed() => _completed = true;

    /// <summary>The query is refused, or its answer broke off.</summary>
    public void Failed(ServingException failed)
    {
        Status = Failure.Of(failed.Kind).Status;
        if (failed.Kind is FailureKind.PayloadTooLarge) RequestTooLarge = true;
        if (_maxPayloadBytes < 0 || failed.Kind is FailureKind.Cancelled || _frames is not null) return;

        var body = new ArrayBufferWriter<byte>(256);
        FailureBody.Write(body, flat: false, failed);
        Answer = body.WrittenMemory;
    }

    /// <summary>The query has ended. Nothing is noted after this.</summary>
    public void Ended(TimeSpan duration)
    {
        Duration = duration;
        if (Status is 0) Status = _completed ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        if (_maxPayloadBytes < 0) return;

        if (Request.Length > _maxPayloadBytes) RequestTooLarge = true;
        if (Answer.Length > _maxPayloadBytes) AnswerTooLarge = true;
        if (Endpoint.Gateway.UsageTrackingEnabled) return; // its row counts what is in them

        if (RequestTooLarge) Request = default;
        if (AnswerTooLarge) Answer = default;
    }

    private void Streamed(ReadOnlySpan<byte> frame)
    {
        StreamedCharacters += TextLength.Of(frame);
        if (_maxPayloadBytes < 0 || AnswerTooLarge) return;

        _frames ??= new(4096);
        if (_frames.WrittenCount + frame.Length >= _maxPayloadBytes)
        {
            (_frames, AnswerTooLarge) = (null, true);
            return;
        }

        _frames.Write(frame);
        _frames.Write("\n"u8);
    }
}
