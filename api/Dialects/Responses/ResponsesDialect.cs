using System.Buffers;
using System.Text.Json;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Responses;

/// <summary>OpenAI's Responses API, for chat endpoints of every kind (data-plane contract, section 6).</summary>
internal sealed class ResponsesDialect : ICallerDialect
{
    /// <summary>The one instance.</summary>
    public static readonly ResponsesDialect Instance = new();

    /// <inheritdoc />
    public CallerQuery Read(ReadOnlyMemory<byte> body, string requestId)
    {
        var request = JsonElement.Parse(body.Span); // of its own: the answer repeats parts of it
        var unified = Translation.OfBody(new(request), body.Length, ResponsesBody.Write);
        return new(unified, new ResponsesAnswer(new(request), requestId));
    }

    /// <inheritdoc />
    /// <remarks>The unified body has an <c>error</c> in OpenAI's words already.</remarks>
    public void WriteFailure(IBufferWriter<byte> output, ServingException failed, string requestId) => FailureBody.Write(output, flat: false, failed);
}
