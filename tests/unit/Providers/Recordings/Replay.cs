using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>Plays a recording through the client that the cluster uses, with the recorded answer instead of a socket.</summary>
internal sealed partial class Replay(Recording recording, Func<HttpResponseMessage> respond, bool joinEvents) : HttpMessageHandler
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<string> _lines = [];

    /// <summary>What went out, as in <c>request.http</c>; empty when nothing did.</summary>
    public string Request { get; private set; } = "";

    /// <summary>What the caller got, as in <c>answer.jsonl</c>.</summary>
    public string Answer => string.Join('\n', _lines);

    /// <summary>Plays it.</summary>
    /// <param name="recording">What to play.</param>
    /// <param name="respond">Another answer than the recorded one.</param>
    /// <param name="joinEvents">Events that come together may be put together.</param>
    public static async Task<Replay> RunAsync(Recording recording, Func<HttpResponseMessage>? respond = null, bool joinEvents = false)
    {
        var replay = new Replay(recording, respond ?? recording.Response, joinEvents);
        await replay.PlayAsync();
        return replay;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is FormUrlEncodedContent) return Token(); // how one is bought, TokenSourceTests tell

        var headers = request.Headers.Concat(request.Content!.Headers)
            .Where(header => header.Key is not ("Accept" or "Accept-Encoding" or "User-Agent" or "Content-Length"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}\n");
        var body = JsonElement.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        Request = $"{request.Method} {request.RequestUri}\n{string.Concat(headers)}\n{JsonSerializer.Serialize(body, Indented)}";
        if (DroppedParameters.Of(request) is { Count: > 0 } dropped) _lines.Add(JsonSerializer.Serialize(new { dropped }));
        return respond();
    }

    private static HttpResponseMessage Token() => new(HttpStatusCode.OK)
    {
        Content = new StringContent("""{"token_type":"Bearer","expires_in":3599,"access_token":"token-recorded"}"""),
    };

    private async Task PlayAsync()
    {
        ProviderUsage? usage = null;
        using var client = new ProviderClient(this, new() { Retries = 0 }, new ManualTime());
        try
        {
            if (recording.Call.Stream)
            {
                var call = recording.Call with { JoinEvents = joinEvents };
                await foreach (var chunk in client.StreamAsync(recording.Adapter, call, recording.Target))
                {
                    usage = chunk.Usage ?? usage;
                    if (!chunk.Json.IsEmpty) Add(chunk.Json);
                }
            }
            else
            {
                var answer = await client.SendAsync(
                    recording.Adapter, recording.Call, recording.Target, TimeSpan.FromMinutes(1), CancellationToken.None);
                usage = answer.Usage;
                Add(answer.Json);
            }
        }
        catch (ProviderException failed)
        {
            _lines.Add(JsonSerializer.Serialize(
                new { failure = $"{failed.Failure}", failed.Code, failed.Param, failed.Status, failed.RetryAfter, failed.Message }, Relaxed));
        }

        if (usage is { } metered) _lines.Add($"{{\"metered\":[{metered.PromptTokens},{metered.CompletionTokens}]}}");
    }

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private void Add(ReadOnlyMemory<byte> json)
    {
        foreach (var one in joinEvents ? json.Text().Split("\n\ndata: ") : [json.Text()])
        {
            JsonElement.Parse(one, Deep); // what goes to the caller is JSON, and one line of it
            _lines.Add(RandomId().Replace(one.TrimEnd(), "\"id\":\"${kind}random"));
        }
    }

    [GeneratedRegex("\"id\":\"(?<kind>chatcmpl-|cmpl-|call_)[0-9A-Za-z]{24}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RandomId();
}
