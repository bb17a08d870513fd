using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>A streamed answer that the test sends piece by piece, while it is being read.</summary>
/// <example>
/// <code>
/// var script = new StreamScript();
/// upstream.ReplyOnce(script.Reply);
/// await script.SendTextAsync("Hel");
/// await script.FinishAsync();
/// </code>
/// </example>
public sealed class StreamScript
{
    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>();

    /// <summary>The reply to give to the double. One script answers one request.</summary>
    public WireReply Reply => PlayAsync;

    /// <summary>Sends a chat event with this text. Completes when the bytes were given to the socket.</summary>
    public Task SendTextAsync(string text) => SendEventAsync(
        $$"""{"id":"chatcmpl-wire","object":"chat.completion.chunk","created":1900000000,"model":"upstream","choices":[{"index":0,"delta":{"content":"{{JsonEncode(text)}}"},"finish_reason":null}]}""");

    /// <summary>Sends an event with this payload.</summary>
    public Task SendEventAsync(string payload) => SendBytesAsync(Encoding.UTF8.GetBytes($"data: {payload}\n\n"));

    /// <summary>Sends exactly these bytes, and flushes.</summary>
    public Task SendBytesAsync(byte[] bytes) => DoAsync(bytes, abort: false);

    /// <summary>Sends the reason, <c>[DONE]</c> and the end of the body.</summary>
    public async Task FinishAsync()
    {
        await SendEventAsync(
            """{"id":"chatcmpl-wire","object":"chat.completion.chunk","created":1900000000,"model":"upstream","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        await SendEventAsync("[DONE]");
        End();
    }

    /// <summary>Ends the body properly, whatever was sent.</summary>
    public void End() => _steps.Writer.TryComplete();

    /// <summary>Breaks the connection.</summary>
    public Task AbortAsync() => DoAsync([], abort: true);

    private static string JsonEncode(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();

    private Task DoAsync(byte[] bytes, bool abort)
    {
        var step = new Step(bytes, abort, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _steps.Writer.TryWrite(step);
        return step.Done.Task.ForAsync("a piece of a scripted stream to be sent");
    }

    private async Task PlayAsync(WireRequest request, HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        await response.StartAsync();
        await foreach (var step in _steps.Reader.ReadAllAsync(response.HttpContext.RequestAborted))
        {
            if (step.Abort)
            {
                request.Answered();
                response.HttpContext.Abort();
            }
            else
            {
                await response.Body.WriteAsync(step.Bytes);
                await response.Body.FlushAsync(response.HttpContext.RequestAborted);
            }

            step.Done.SetResult();
        }
    }

    private sealed record Step(byte[] Bytes, bool Abort, TaskCompletionSource Done);
}
