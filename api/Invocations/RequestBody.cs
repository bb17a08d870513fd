using System.Buffers;
using System.IO.Pipelines;
using Andamento.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Api.Invocations;

/// <summary>Reads a body into one array of exactly its size.</summary>
/// <remarks>
/// The array is not pooled: it becomes the <see cref="ServingRequest"/>, which a cancelled call may still hold. Memory
/// follows the bytes that have arrived, not the length that was announced.
/// </remarks>
internal static class RequestBody
{
    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.PayloadTooLarge"/>, at once when the length says so, else as soon as one byte too many is
    /// here.
    /// </exception>
    public static ValueTask<byte[]> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) throw TooLarge(maxBytes);

        // The server's own limit may be lower than an operator's; this method counts.
        var limit = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false }) limit.MaxRequestBodySize = null;

        return ReadAsync(request.BodyReader, maxBytes, cancellationToken);
    }

    private static async ValueTask<byte[]> ReadAsync(
        PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes) throw TooLarge(maxBytes);

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ServingException TooLarge(int maxBytes) => new(
        FailureKind.PayloadTooLarge, $"The body is larger than the {maxBytes} bytes that this endpoint takes.");
}
