using System.Buffers;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Messages;

/// <summary>Says one answer as a message: whole, or as the events of its stream.</summary>
internal sealed class MessagesAnswer : ICallerAnswer
{
    // This language's clients look at the name of an event and skip what has none, so here each event has its 'event:' line.
    // That lines other than 'data:' break some readers is true of the unified routes, which these clients do not use.
    private readonly EventWriter _events = new(named: true);
    private readonly AnswerReader _stream;
    private readonly string _requestId;

    public MessagesAnswer(string requestId)
    {
        _requestId = requestId.Replace("-", "", StringComparison.Ordinal);
        _stream = new(new MessageEvents(_events, _requestId), _requestId);
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Whole(ServingAnswer answer) => Translation.Write(answer.Body.Length, json =>
        new AnswerReader(new WholeMessage(json, _requestId), _requestId).ReadWhole(answer));

    /// <inheritdoc />
    public void WriteFrame(IBufferWriter<byte> output, AnswerFrame frame)
    {
        _events.To(output);
        _stream.ReadFrame(frame);
    }

    /// <inheritdoc />
    public void WriteEnd(IBufferWriter<byte> output)
    {
        _events.To(output);
        _stream.End();
    }

    /// <inheritdoc />
    public void WriteFailure(IBufferWriter<byte> output, ServingException failed)
    {
        _events.To(output);
        MessagesDialect.WriteError(_events.Begin("error"u8), failed);
        _events.End();
    }
}
