using Andamento.Serving;

namespace Andamento.Api.Answers;

/// <summary>
/// A stream failed after its first byte, and its caller was told in-band. Leaving the request with this exception makes
/// the server end the response abnormally: a client that ignores the event still notices that the answer is not whole.
/// </summary>
/// <remarks>
/// Closing the connection instead could overtake the event, which may still be on its way to the socket.
/// </remarks>
internal sealed class BrokenStreamException(ServingException failed)
    : IOException("The answer broke off; its response ends without its last chunk, so that clients notice.")
{
    /// <summary>Why it failed.</summary>
    public FailureKind Kind => failed.Kind;
}
