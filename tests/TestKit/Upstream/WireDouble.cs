using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>
/// Plays a provider that speaks OpenAI's language, on a real socket of this machine. It records each request to the byte
/// and answers by script; left alone it answers politely.
/// </summary>
/// <example>
/// <code>
/// await using var upstream = await WireDouble.StartAsync();
/// upstream.ReplyChat("hello");
/// </code>
/// </example>
public sealed class WireDouble : IAsyncDisposable
{
    private static readonly string[] Paths = ["/chat/completions", "/completions", "/embeddings"];

    private readonly WebApplication _app;
    private readonly string _apiKey;
    private readonly ConcurrentQueue<WireReply> _once = new();
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private readonly Channel<WireRequest> _arrivals = Channel.CreateUnbounded<WireRequest>();
    private volatile WireReply _standing = Replies.Chat("Hello from upstream.");

    private WireDouble(WebApplication app, string apiKey)
    {
        _app = app;
        _apiKey = apiKey;
        app.Run(AnswerAsync);
    }

    /// <summary>The key it accepts, unless it was started with another.</summary>
    public const string DefaultApiKey = "sk-wire-double-0123456789";

    /// <summary>The base address a served entity is given: <c>http://127.0.0.1:port/v1</c>.</summary>
    public string BaseAddress { get; private set; } = "";

    /// <summary>The key it accepts.</summary>
    public string ApiKey => _apiKey;

    /// <summary>Every request that was let in so far, in the order they came.</summary>
    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>Starts one. An empty key accepts every caller.</summary>
    public static async Task<WireDouble> StartAsync(string apiKey = DefaultApiKey)
    {
        var app = WireHost.Create();
        var upstream = new WireDouble(app, apiKey);
        await app.StartAsync();
        upstream.BaseAddress = app.Urls.Single() + "/v1";
        return upstream;
    }

    /// <summary>From now on answers in these words: chat and completions, whole or streamed word by word.</summary>
    public void ReplyChat(string content) => Reply(Replies.Chat(content));

    /// <summary>From now on answers so.</summary>
    public void Reply(WireReply reply) => _standing = reply;

    /// <summary>Answers the next requests so, one each; then as before.</summary>
    public void ReplyOnce(params ReadOnlySpan<WireReply> replies)
    {
        foreach (var reply in replies) _once.Enqueue(reply);
    }

    /// <summary>Waits for the next request that no earlier call of this has given.</summary>
    public Task<WireRequest> NextRequestAsync() =>
        _arrivals.Reader.ReadAsync().AsTask().ForAsync("a request to the upstream double");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // requests under way are of no interest any more
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        if (Refusal(request) is { } refusal)
        {
            await refusal(request, context.Response);
            return;
        }

        using var watch = context.RequestAborted.Register(request.Disconnected);
        _requests.Enqueue(request);
        _arrivals.Writer.TryWrite(request);
        try
        {
            await (_once.TryDequeue(out var once) ? once : _standing)(request, context.Response);
            await context.Response.CompleteAsync();
            request.Answered();
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            request.Disconnected(); // this may run before the registration's turn has come, and ends it
        }
    }

    private static async Task<WireRequest> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new()
        {
            Method = request.Method,
            Path = request.Path,
            Query = request.QueryString.ToString(),
            Headers = request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
        };
    }

    // As strict as the real one, so that what passes here passes there.
    private WireReply? Refusal(WireRequest request)
    {
        if (!Array.Exists(Paths, path => request.Path.EndsWith(path, StringComparison.Ordinal)))
        {
            return Replies.Error(404, $"Invalid URL ({request.Method} {request.Path})", type: "invalid_request_error");
        }

        if (request.Method != "POST") return Replies.Error(405, $"Not allowed to {request.Method} on {request.Path}.");

        if (_apiKey.Length > 0 && request.Headers.GetValueOrDefault("Authorization") != $"Bearer {_apiKey}")
        {
            return Replies.Error(401, "Incorrect API key provided: sk-wro**********ong1.", "invalid_api_key");
        }

        if (request.Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) is not true)
        {
            return Replies.Error(400, "Content-Type must be application/json.");
        }

        try
        {
            return request.Json.ValueKind is JsonValueKind.Object
                && request.Json.TryGetProperty("model", out var model) && model.ValueKind is JsonValueKind.String
                    ? null
                    : Replies.Error(400, "you must provide a model parameter", type: "invalid_request_error");
        }
        catch (JsonException)
        {
            return Replies.Error(400, "We could not parse the JSON body of your request.", type: "invalid_request_error");
        }
    }
}
