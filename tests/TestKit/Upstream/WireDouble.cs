using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>
/// Plays a provider on a real socket of this machine: one that speaks OpenAI's language, unless it is given the rules of
/// another. It records each request to the byte and answers by script; left alone it answers politely.
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
    private readonly Func<WireRequest, WireReply?> _rules;
    private readonly ConcurrentQueue<WireReply> _once = new();
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private readonly Channel<WireRequest> _arrivals = Channel.CreateUnbounded<WireRequest>();
    private volatile WireReply _standing = Replies.Chat("Hello from upstream.");

    private WireDouble(WebApplication app, string apiKey, Func<WireRequest, WireReply?>? rules)
    {
        _app = app;
        ApiKey = apiKey;
        _rules = rules ?? Refusal;
        app.Run(AnswerAsync);
    }

    /// <summary>The key it accepts, unless it was started with another.</summary>
    public const string DefaultApiKey = "sk-wire-double-0123456789";

    /// <summary>
    /// The base address a served entity is given: <c>http://127.0.0.1:port/v1</c>, without <c>/v1</c> where the double has rules
    /// of its own.
    /// </summary>
    public string BaseAddress { get; private set; } = "";

    /// <summary>The key it accepts; empty where rules of its own decide.</summary>
    public string ApiKey { get; }

    /// <summary>Every request that was let in so far, in the order they came.</summary>
    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>Starts one. An empty key accepts every caller.</summary>
    public static Task<WireDouble> StartAsync(string apiKey = DefaultApiKey) => StartAsync(apiKey, null, "/v1");

    /// <summary>Starts one of another provider.</summary>
    /// <param name="rules">Answers what no script shall: what that provider refuses, and what it grants beside its answers.</param>
    public static Task<WireDouble> StartAsync(Func<WireRequest, WireReply?> rules) => StartAsync("", rules, "");

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

    private static async Task<WireDouble> StartAsync(string apiKey, Func<WireRequest, WireReply?>? rules, string path)
    {
        var app = WireHost.Create();
        var upstream = new WireDouble(app, apiKey, rules);
        await app.StartAsync();
        upstream.BaseAddress = app.Urls.Single() + path;
        return upstream;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        if (_rules(request) is { } refusal)
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
            Target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget,
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

        if (ApiKey.Length > 0 && request.Headers.GetValueOrDefault("Authorization") != $"Bearer {ApiKey}")
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
