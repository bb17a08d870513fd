using System.Buffers;

namespace Andamento.Providers.Http;

/// <summary>Reads a whole body, up to a limit.</summary>
internal static class BoundedBody
{
    private const int FirstBufferBytes = 16 << 10;

    /// <summary>The body.</summary>
    /// <exception cref="InvalidDataException">It is larger than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes) throw TooLarge(maxBytes);

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        if (content.Headers.ContentLength is { } length)
        {
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, cancellationToken);
            return body;
        }

        return await ReadToEndAsync(stream, maxBytes, cancellationToken);
    }

    /// <summary>The first bytes of a body, for messages; what is behind them is not read.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadStartAsync(
        HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var start = new byte[Math.Min(maxBytes, content.Headers.ContentLength ?? maxBytes)];
        var received = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return start.AsMemory(0, received);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadToEndAsync(
        Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            for (var length = 0; ;)
            {
                var received = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (received == 0) return buffer.AsSpan(0, length).ToArray();

                length += received;
                if (length > maxBytes) throw TooLarge(maxBytes);
                if (length < buffer.Length) continue;

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static InvalidDataException TooLarge(int maxBytes) =>
        new($"an answer of more than {maxBytes} bytes (Providers:MaxAnswerBytes)");
}
