using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>Streams that are larger than what all sockets on their way can hold.</summary>
internal static class Streams
{
    private const string Body = """{"messages":[{"role":"user","content":"hello"}],"stream":true}""";

    /// <summary>A stream of so many events of 64 KiB.</summary>
    public static WireReply Large(int events)
    {
        var content = new string('w', 64 * 1024);
        return Replies.Events([.. Enumerable.Repeat(
            $$"""{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{content}}"},"finish_reason":null}]}""",
            events), "[DONE]"]);
    }

    /// <summary>The bytes that ask an endpoint for a stream, on a connection that ends with it.</summary>
    public static string Ask(Server server, string name) =>
        RawConnection.Post(server, $"/serving-endpoints/{name}/invocations", "Connection: close", $"Content-Length: {Body.Length}") + Body;
}
