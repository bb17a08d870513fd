using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>An answer that a provider was recorded to give, and what a caller must read of it.</summary>
internal sealed class Recorded
{
    private readonly int _status;
    private readonly (string Name, string Value)[] _headers;

    private Recorded(string response, string answer)
    {
        var (head, body) = (response.Split("\n\n", 2)[0].Split('\n'), response.Split("\n\n", 2)[1]);
        _status = int.Parse(head[0].Split(' ')[1]);
        _headers = [.. head[1..].Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1]))];
        ContentType = _headers.Single(header => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value;
        Pieces = IsFrames
            ? [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(AmazonFrames.Encode)]
            : IsStream ? [.. body.TrimEnd('\n').Split("\n\n").Select(one => Encoding.UTF8.GetBytes($"{one}\n\n"))]
            : [Encoding.UTF8.GetBytes(body)];
        Answer = [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    /// <summary>The body, an event each; one piece where it is no stream.</summary>
    public byte[][] Pieces { get; }

    /// <summary>What the caller gets: lines of <c>answer.jsonl</c>.</summary>
    public JsonElement[] Answer { get; }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>It comes in pieces.</summary>
    public bool IsStream => IsFrames || ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);

    private bool IsFrames => ContentType.Contains("vnd.amazon.eventstream", StringComparison.Ordinal);

    /// <summary>Reads one.</summary>
    public static Recorded Read(string folder, string name)
    {
        var files = Path.Combine(Folder(folder), name);
        return new(File.ReadAllText(Path.Combine(files, "response.http")), File.ReadAllText(Path.Combine(files, "answer.jsonl")));
    }

    /// <summary>The settings of a recording, or those that all of its folder share; <c>provider</c> and <c>model</c> are among them.</summary>
    public static Dictionary<string, string?> Settings(string folder, string? name)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var file in new[] { Folder(folder), Path.Combine(Folder(folder), name ?? "") }.Select(at => Path.Combine(at, "settings.json")))
        {
            if (!File.Exists(file)) continue;

            foreach (var setting in JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(file))!)
                settings[setting.Key] = setting.Value;
        }

        return settings;
    }

    /// <summary>Gives that answer.</summary>
    /// <param name="beforeTheEnd">What the last piece of a stream waits for.</param>
    public WireReply Reply(Task beforeTheEnd) => (_, response) =>
    {
        response.StatusCode = _status;
        foreach (var (name, value) in _headers) response.Headers[name] = value;
        return WriteAsync(response, Pieces, beforeTheEnd);
    };

    /// <summary>Says these words in OpenAI's language, as a stream whose last piece waits.</summary>
    public static WireReply Spoken(string words, Task beforeTheEnd) => (request, response) =>
    {
        response.ContentType = "text/event-stream";
        return WriteAsync(response, Spoken(request, words), beforeTheEnd);
    };

    /// <summary>Says the first of these words so, and then the connection breaks.</summary>
    public static WireReply SpokenCut(string words, Task beforeTheEnd) => (request, response) =>
        CutAsync(request, response, "text/event-stream", Spoken(request, words), beforeTheEnd);

    /// <summary>Gives the first half of it, and then the connection breaks.</summary>
    /// <param name="beforeTheEnd">What the break waits for.</param>
    public WireReply Cut(Task beforeTheEnd) => (request, response) =>
        CutAsync(request, response, ContentType, Pieces, beforeTheEnd);

    /// <summary>The words of an answer, whole or streamed, of the first choice.</summary>
    public static string Text(IEnumerable<JsonElement> answer) => string.Concat(Choices(answer).Select(Text));

    /// <summary>Why it ended.</summary>
    public static string? Finish(IEnumerable<JsonElement> answer) => Choices(answer)
        .Select(choice => choice.TryGetProperty("finish_reason", out var finish) ? finish.GetString() : null)
        .LastOrDefault(finish => finish is not null);

    /// <summary>The tokens that it tells: of the prompt, and of the answer. Null when it does not.</summary>
    public static (long Prompt, long Completion)? Usage(IEnumerable<JsonElement> answer)
    {
        foreach (var line in answer.Reverse())
        {
            if (line.TryGetProperty("metered", out var metered)) return (metered[0].GetInt64(), metered[1].GetInt64());
            if (line.TryGetProperty("usage", out var usage) && usage.ValueKind is JsonValueKind.Object)
            {
                return (usage.GetProperty("prompt_tokens").GetInt64(),
                    usage.TryGetProperty("completion_tokens", out var completion) ? completion.GetInt64() : 0);
            }
        }

        return null;
    }

    /// <summary>The vectors, whether they came as numbers or as base64.</summary>
    public static float[][] Vectors(JsonElement answer) =>
        [.. answer.GetProperty("data").EnumerateArray().Select(one => Vector(one.GetProperty("embedding")))];

    private static byte[][] Spoken(WireRequest request, string words) =>
        [.. OpenAIShapes.Events(request, words).Append("[DONE]").Select(one => Encoding.UTF8.GetBytes($"data: {one}\n\n"))];

    private static async Task CutAsync(
        WireRequest request, HttpResponse response, string contentType, byte[][] pieces, Task beforeTheEnd)
    {
        response.ContentType = contentType;
        await WriteAsync(response, [.. pieces[..(pieces.Length / 2)], []], beforeTheEnd);
        request.Answered();
        response.HttpContext.Abort();
    }

    private static async Task WriteAsync(HttpResponse response, byte[][] pieces, Task beforeTheEnd)
    {
        foreach (var (index, piece) in pieces.Index())
        {
            if (index > 0 && index == pieces.Length - 1) await beforeTheEnd.ForAsync("the client to read the first words");
            await response.Body.WriteAsync(piece);
            await response.Body.FlushAsync();
        }
    }

    private static float[] Vector(JsonElement embedding) => embedding.ValueKind is JsonValueKind.Array
        ? [.. embedding.EnumerateArray().Select(number => number.GetSingle())]
        : MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64()).ToArray();

    private static string Text(JsonElement choice)
    {
        foreach (var name in new[] { "message", "delta" })
        {
            if (choice.TryGetProperty(name, out var part))
                return part.TryGetProperty("content", out var content) ? content.GetString() ?? "" : "";
        }

        return choice.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "";
    }

    private static IEnumerable<JsonElement> Choices(IEnumerable<JsonElement> answer) =>
        from line in answer
        where line.TryGetProperty("choices", out _)
        from choice in line.GetProperty("choices").EnumerateArray()
        where choice.GetProperty("index").GetInt32() == 0
        select choice;

    private static string Folder(string provider) => Path.Combine(Built.Root, "providers", provider, "Recordings");
}
