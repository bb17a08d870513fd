using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>A provider without sockets. It says which silo called it, and remembers the credentials it saw.</summary>
internal sealed class ScriptedUpstream(string silo, ConcurrentQueue<string> credentials) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        credentials.Enqueue(request.Headers.Authorization?.Parameter ?? "");
        var body = $$$"""
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":
            {"role":"assistant","content":"{{{silo}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
            """;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        });
    }
}
