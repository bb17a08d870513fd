using System.Text;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>
/// A stream of events of 64 KiB that goes on until the test has had enough of it, or its client leaves: larger than what the sockets on
/// its way can hold, however much that is.
/// </summary>
internal sealed class LargeStream
{
    private const string Body = """{"messages":[{"role":"user","content":"hello"}],"stream":true}""";

    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        $$$"""data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{new string('w', 64 * 1024)}}}"},"finish_reason":null}]}"""
        + "\n\n");

    private volatile bool _enough;
    private int _sent;

    /// <summary>The reply to give to the double. It answers one request.</summary>
    public WireReply Reply => SendAsync;

    /// <summary>Events sent so far; what nobody takes stays where it is, so that this stands still.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Ends it behind the event that is being sent.</summary>
    public void End() => _enough = true;

    /// <summary>The bytes that ask an endpoint for a stream, on a connection that ends with it.</summary>
    public static string Ask(Server server, string name) =>
        RawConnection.Post(server, $"/serving-endpoints/{name}/invocations", "Connection: close", $"Content-Length: {Body.Length}") + Body;

    private async Task SendAsync(WireRequest request, Microsoft.AspNetCore.Http.HttpResponse response)
    {
        var gone = response.HttpContext.RequestAborted;
        response.ContentType = "text/event-stream";
        while (!_enough)
        {
            await response.Body.WriteAsync(Event, gone);
            await response.Body.FlushAsync(gone);
            Interlocked.Increment(ref _sent);
        }

        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), gone);
    }
}
