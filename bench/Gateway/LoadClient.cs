using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Andamento.Bench.Gateway;

/// <summary>
/// Sends one request over and over on keep-alive connections and times each answer. It reads raw bytes: a heavier client
/// would measure itself.
/// </summary>
/// <param name="target">The server.</param>
/// <param name="path">The path.</param>
/// <param name="token">The bearer token.</param>
/// <param name="body">What to post; null to get.</param>
internal sealed class LoadClient(Uri target, string path, string token, string? body = null)
{
    private readonly byte[] _request = Encoding.UTF8.GetBytes(
        $"{(body is null ? "GET" : "POST")} {path} HTTP/1.1\r\nHost: {target.Authority}\r\nAuthorization: Bearer {token}\r\n" +
        (body is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>Runs for a while on so many connections.</summary>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => OneAsync(end))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var times = runs.SelectMany(run => run).Order().ToArray();
        return new(times.Length / elapsed.TotalSeconds, Percentile(times, 0.5), Percentile(times, 0.99));
    }

    private static TimeSpan Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(sorted[(int)((sorted.Length - 1) * share)] / (double)Stopwatch.Frequency);

    private async Task<List<long>> OneAsync(long end)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.Port));
        var buffer = new byte[64 * 1024];
        var times = new List<long>(64 * 1024);
        for (var now = Stopwatch.GetTimestamp(); now < end; now = Stopwatch.GetTimestamp())
        {
            await socket.SendAsync(_request);
            await ReadAnswerAsync(socket, buffer);
            times.Add(Stopwatch.GetTimestamp() - now);
        }

        return times;
    }

    // Enough of HTTP/1.1 for answers with a length or in chunks, one at a time.
    private static async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        var head = -1;
        while (head < 0)
        {
            filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
            head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        }

        if (!buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, filled));
        }

        var length = ContentLength(buffer.AsSpan(0, head));
        if (length >= 0)
        {
            for (var left = length - (filled - head - 4); left > 0;) left -= await ReceiveAsync(socket, buffer);

            return;
        }

        // Chunked: the last five bytes of an answer are "0\r\n\r\n", and no event of this comparison ends like that.
        while (!buffer.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8))
        {
            if (filled > buffer.Length / 2)
            {
                buffer.AsSpan(filled - 8, 8).CopyTo(buffer);
                filled = 8;
            }

            filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
        }
    }

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        var read = await socket.ReceiveAsync(buffer, SocketFlags.None);
        return read > 0 ? read : throw new InvalidOperationException("The server closed the connection in the middle of an answer.");
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("\r\nContent-Length: "u8);
        if (at < 0) return -1;

        var value = head[(at + 18)..];
        var line = value.IndexOf((byte)'\r');
        return int.Parse(line < 0 ? value : value[..line]);
    }
}

/// <summary>What a run saw.</summary>
internal readonly record struct LoadResult(double PerSecond, TimeSpan Median, TimeSpan P99)
{
    /// <summary>Processor time of the server for each answer.</summary>
    public TimeSpan Processor { get; init; }
}
