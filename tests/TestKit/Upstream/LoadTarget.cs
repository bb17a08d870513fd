using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>The double as a target for load: it answers every request alike, checks nothing and records nothing.</summary>
public sealed class LoadTarget : IAsyncDisposable
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-load","object":"chat.completion","created":1900000000,"model":"upstream","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""");

    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        """
        data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1900000000,"model":"upstream","system_fingerprint":"fp_load","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null}


        """.ReplaceLineEndings("\n"));

    private static readonly byte[] Last = Encoding.UTF8.GetBytes(
        """
        data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1900000000,"model":"upstream","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

        data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1900000000,"model":"upstream","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}

        data: [DONE]


        """.ReplaceLineEndings("\n"));

    private readonly WebApplication _app;
    private readonly int _events;
    private readonly bool _flushEach;

    private LoadTarget(WebApplication app, int events, bool flushEach)
    {
        _app = app;
        _events = events;
        _flushEach = flushEach;
        app.Run(AnswerAsync);
    }

    /// <summary>The base address a served entity is given.</summary>
    public string BaseAddress { get; private set; } = "";

    /// <summary>Starts one.</summary>
    /// <param name="events">Text events of a streamed answer.</param>
    /// <param name="flushEach">Send each in a packet of its own, as a model does that is slower than the network.</param>
    public static async Task<LoadTarget> StartAsync(int events = 64, bool flushEach = true)
    {
        var app = WireHost.Create();
        var target = new LoadTarget(app, events, flushEach);
        await app.StartAsync();
        target.BaseAddress = app.Urls.Single() + "/v1";
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        var read = await body.ReadAsync();
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync();
        }

        var text = read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : System.Buffers.BuffersExtensions.ToArray(read.Buffer);
        var streams = text.IndexOf("\"stream\":true"u8) >= 0;
        body.AdvanceTo(read.Buffer.End);
        if (streams) await StreamAsync(context.Response);
        else
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Whole.Length;
            await context.Response.BodyWriter.WriteAsync(Whole);
        }
    }

    private async Task StreamAsync(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        for (var i = 0; i < _events; i++)
        {
            Event.CopyTo(response.BodyWriter.GetMemory(Event.Length));
            response.BodyWriter.Advance(Event.Length);
            if (_flushEach) await response.BodyWriter.FlushAsync();
        }

        await response.BodyWriter.WriteAsync(Last);
    }
}
