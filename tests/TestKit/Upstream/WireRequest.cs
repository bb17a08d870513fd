using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>One request as it arrived, and what became of its connection.</summary>
public sealed class WireRequest
{
    private readonly TaskCompletionSource<long> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Method { get; init; }

    /// <summary>The path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>Path and query as they were sent, with every escape: what a signature is made over.</summary>
    public string Target { get; init; } = "";

    /// <summary>The headers; names ignore case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body, byte for byte.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The body asks for a stream.</summary>
    public bool Streams => Json.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True;

    /// <summary>When the request had arrived, in <see cref="Stopwatch"/> ticks.</summary>
    public long ArrivedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The client has gone before the answer was complete.</summary>
    public bool IsDisconnected => _disconnected.Task.IsCompleted;

    /// <summary>The answer was sent to its end, or cut on purpose.</summary>
    public bool IsAnswered => _answered.Task.IsCompleted;

    /// <summary>Waits until the client goes away; gives the time it was noticed, in <see cref="Stopwatch"/> ticks.</summary>
    public Task<long> DisconnectedAsync() => _disconnected.Task.ForAsync($"the client to leave {Method} {Path}");

    /// <summary>Waits until the answer was sent to its end.</summary>
    public Task AnsweredAsync() => _answered.Task.ForAsync($"the answer of {Method} {Path} to end");

    // Whoever was answered may go; and a connection that the double broke itself was not left by the client.
    internal void Disconnected()
    {
        if (!IsAnswered) _disconnected.TrySetResult(Stopwatch.GetTimestamp());
    }

    /// <summary>The answer ends here, as far as the double is concerned: said before a connection is broken on purpose.</summary>
    public void Answered() => _answered.TrySetResult();
}
