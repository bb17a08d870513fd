using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>Answers one request.</summary>
public delegate Task WireReply(WireRequest request, HttpResponse response);

/// <summary>What a provider may answer, well or badly.</summary>
public static class Replies
{
    /// <summary>A proper answer: to chat and completions these words, whole or streamed; to embeddings small vectors.</summary>
    public static WireReply Chat(string content) => (request, response) => request switch
    {
        _ when request.Path.EndsWith("/embeddings", StringComparison.Ordinal) || request.Json.TryGetProperty("input", out _) =>
            Json(200, OpenAIShapes.Embeddings(request.Json))(request, response),
        { Streams: true } => Events([.. OpenAIShapes.Events(request, content), "[DONE]"])(request, response),
        _ => Json(200, OpenAIShapes.Whole(request, content))(request, response),
    };

    /// <summary>A body of JSON, with a status and headers.</summary>
    public static WireReply Json(int status, string json, params (string Name, string Value)[] headers) =>
        Body(status, "application/json", Encoding.UTF8.GetBytes(json), headers);

    /// <summary>A body of any type.</summary>
    public static WireReply Body(
        int status, string contentType, byte[] body, params (string Name, string Value)[] headers) => (_, response) =>
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        foreach (var (name, value) in headers) response.Headers[name] = value;
        return response.Body.WriteAsync(body).AsTask();
    };

    /// <summary>A failure in OpenAI's words.</summary>
    public static WireReply Error(
        int status, string message, string? code = null, string? type = null, string? retryAfter = null) => Json(
            status,
            JsonSerializer.Serialize(new { error = new { message, type, param = (string?)null, code } }),
            retryAfter is null ? [] : [("Retry-After", retryAfter)]);

    /// <summary>An event stream of these payloads, flushed one by one. <c>[DONE]</c> is one of them, when wanted.</summary>
    public static WireReply Events(params string[] payloads) =>
        Pieces([.. payloads.Select(payload => Encoding.UTF8.GetBytes($"data: {payload}\n\n"))]);

    /// <summary>An event stream of exactly these bytes, each piece flushed before the next.</summary>
    public static WireReply Pieces(params byte[][] pieces) => async (_, response) =>
    {
        response.ContentType = "text/event-stream";
        foreach (var piece in pieces)
        {
            await response.Body.WriteAsync(piece);
            await response.Body.FlushAsync();
        }
    };

    /// <summary>The same, and then the connection breaks.</summary>
    public static WireReply Cut(params byte[][] pieces) => async (request, response) =>
    {
        await Pieces(pieces)(request, response);
        request.Answered();
        response.HttpContext.Abort();
    };

    /// <summary>Says nothing until the client leaves.</summary>
    public static WireReply Never { get; } = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
}
