using System.Buffers;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Responses;

/// <summary>Says one answer as a response: whole, or as the events of its stream.</summary>
internal sealed class ResponsesAnswer : ICallerAnswer
{
    // 'data:' lines only, as on every route of ours that a stream reader knows which fails on others (data-plane contract, section 5).
    // OpenAI's clients look at the type inside.
    private readonly EventWriter _events = new(named: false);
    private readonly ResponseState _state;
    private readonly ResponseEvents _response;
    private readonly AnswerReader _stream;
    private readonly string _requestId;

    public ResponsesAnswer(ResponsesRequest request, string requestId)
    {
        _requestId = requestId.Replace("-", "", StringComparison.Ordinal);
        _state = new(request, _requestId);
        _response = new(_events, _state);
        _stream = new(_response, _requestId);
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Whole(ServingAnswer answer)
    {
        new AnswerReader(_state, _requestId).ReadWhole(answer);
        return Translation.Write(answer.Body.Length, json => _state.WriteTo(json));
    }

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
        output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc />
    public void WriteFailure(IBufferWriter<byte> output, ServingException failed)
    {
        _events.To(output);
        _response.Fail(failed);
    }
}
