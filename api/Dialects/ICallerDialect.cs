using System.Buffers;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>
/// A language that callers speak besides the unified one. A query is translated to a unified chat where its body is read, and
/// the answer where it is sent: no room between them knows that there was another language.
/// </summary>
/// <remarks>Has no state. A route carries its dialect as metadata, so that failures find it too.</remarks>
internal interface ICallerDialect
{
    /// <summary>Reads a query. The body is known to be one JSON object whose <c>model</c> names an endpoint for chat.</summary>
    /// <param name="body">The body as the caller sent it.</param>
    /// <param name="requestId">The id of the request; ids that the answer needs are made from it.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>; it names the member at fault.</exception>
    CallerQuery Read(ReadOnlyMemory<byte> body, string requestId);

    /// <summary>Writes the body of the answer to a failed request.</summary>
    void WriteFailure(IBufferWriter<byte> output, ServingException failed, string requestId);
}

/// <summary>What a caller asked in a language of its own.</summary>
/// <param name="Body">The same as a unified chat.</param>
/// <param name="Answer">How the answer is to be said.</param>
internal readonly record struct CallerQuery(ReadOnlyMemory<byte> Body, ICallerAnswer Answer);

/// <summary>Says one unified answer in the caller's language: whole, or frame by frame.</summary>
internal interface ICallerAnswer
{
    /// <summary>The body of a whole answer.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.UpstreamFailed"/>: it is no chat completion.</exception>
    ReadOnlyMemory<byte> Whole(ServingAnswer answer);

    /// <summary>Writes the events that one frame of a stream means; there may be none.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.UpstreamFailed"/>: it is no part of a chat completion.</exception>
    void WriteFrame(IBufferWriter<byte> output, AnswerFrame frame);

    /// <summary>Writes what ends a stream.</summary>
    void WriteEnd(IBufferWriter<byte> output);

    /// <summary>Writes what ends a stream that failed after its first frame.</summary>
    void WriteFailure(IBufferWriter<byte> output, ServingException failed);
}
