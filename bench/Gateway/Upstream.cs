using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Andamento.Bench.Gateway;

/// <summary>
/// The provider of the comparison: answers every chat with the same bytes, whole or as events. Those come all at once, or, to
/// who asks for <see cref="Paced"/>, one by one, as from a model.
/// </summary>
internal static class Upstream
{
    /// <summary>What a body holds that asks for a millisecond between two events.</summary>
    public const string Paced = "\"user\":\"paced\"";

    private static readonly byte[] Asked = Encoding.UTF8.GetBytes(Paced);

    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-1","object":"chat.completion","created":1767323045,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"The quick brown fox jumps over the lazy dog, and the dog thinks about it for a while before it answers."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":24,"total_tokens":44}}""");

    private static readonly byte[][] Events = [.. MakeEvents()];

    public static async Task<int> RunAsync()
    {
        var app = Host();
        app.MapPost("/v1/chat/completions", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"stream\":true"u8) < 0)
            {
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = Whole.Length;
                await context.Response.Body.WriteAsync(Whole, context.RequestAborted);
                return;
            }

            var paced = body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf(Asked) >= 0;
            context.Response.ContentType = "text/event-stream";
            foreach (var one in Events)
            {
                await context.Response.BodyWriter.WriteAsync(one, context.RequestAborted);
                if (paced) await Task.Delay(1, context.RequestAborted); // the pace of a model
            }
        });
        return await ServeAsync(app);
    }

    /// <summary>A server on a free port of loopback, as plain as it gets.</summary>
    public static WebApplication Host()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    /// <summary>Prints the address on the first line, and serves until the parent closes standard input.</summary>
    public static async Task<int> ServeAsync(WebApplication app)
    {
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static IEnumerable<byte[]> MakeEvents()
    {
        const string Head = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"gpt-4o","choices":[""";
        yield return Encoding.UTF8.GetBytes(Head + """{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""" + "\n\n");
        for (var i = 0; i < 32; i++)
        {
            yield return Encoding.UTF8.GetBytes(Head + """{"index":0,"delta":{"content":" word"},"finish_reason":null}],"usage":null}""" + "\n\n");
        }

        yield return Encoding.UTF8.GetBytes(Head + """{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}""" + "\n\n");
        yield return Encoding.UTF8.GetBytes(Head + """],"usage":{"prompt_tokens":20,"completion_tokens":32,"total_tokens":52}}""" + "\n\n");
        yield return "data: [DONE]\n\n"u8.ToArray();
    }
}
