using System.Net;
using System.Text;
using System.Text.Json;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers;

/// <summary>One recorded call: what the caller sent, what went out, what came back, what the caller must get.</summary>
internal sealed record Recording(
    IProviderAdapter Adapter, ProviderCall Call, ProviderTarget Target, string Request, byte[] Response, string[] Answer)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Recordings");

    /// <summary>The folder of a provider, which is the folder of its adapter.</summary>
    public static string FolderOf(IProviderAdapter adapter) =>
        Path.Combine(Root, adapter.GetType().Namespace!.Split('.')[^1], "Recordings");

    public static IEnumerable<string> CasesOf(IProviderAdapter adapter) => Directory.Exists(FolderOf(adapter))
        ? Directory.GetDirectories(FolderOf(adapter)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)
        : [];

    public static Recording Load(string provider, string name)
    {
        var adapter = ProviderCatalog.Find(provider)!;
        var folder = Path.Combine(FolderOf(adapter), name);
        var settings = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(FolderOf(adapter), "settings.json")));
        return new(
            adapter,
            CallOf(File.ReadAllBytes(Path.Combine(folder, "unified.json"))),
            new(
                settings.GetProperty("model").GetString()!,
                settings.GetProperty("answer_model").GetString()!,
                settings.GetProperty("settings").Deserialize<Dictionary<string, string>>()!),
            File.ReadAllText(Path.Combine(folder, "request.http")).TrimEnd('\n'),
            File.ReadAllBytes(Path.Combine(folder, "response.http")),
            File.ReadAllLines(Path.Combine(folder, "answer.jsonl")));
    }

    /// <summary>A request as the recordings write it.</summary>
    public static async Task<string> WriteAsync(HttpRequestMessage request)
    {
        var text = new StringBuilder($"{request.Method} {request.RequestUri!.AbsoluteUri}\n");
        foreach (var header in request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated))
        {
            text.Append($"{header.Key}: {header.Value}\n");
        }

        return text.Append($"\n{await request.Content.ReadAsStringAsync()}").ToString();
    }

    /// <summary>The recorded response, its body cut into pieces as packets would.</summary>
    public HttpResponseMessage Respond(int pieceBytes)
    {
        var end = Response.AsSpan().IndexOf("\n\n"u8);
        var head = Encoding.UTF8.GetString(Response, 0, end).Split('\n');
        var content = new StreamContent(new Http.PiecewiseStream([.. Response[(end + 2)..].Chunk(pieceBytes)]));
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(head[0].Split(' ')[1])) { Content = content };
        foreach (var line in head[1..])
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
            if (!response.Headers.TryAddWithoutValidation(name, value)) content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private static ProviderCall CallOf(byte[] unified)
    {
        var body = JsonSerializer.Deserialize<JsonElement>(unified);
        var task = body.TryGetProperty("messages", out _) ? ProviderTask.Chat
            : body.TryGetProperty("prompt", out _) ? ProviderTask.Completions
            : ProviderTask.Embeddings;
        return new(task, unified, body.TryGetProperty("stream", out var stream) && stream.GetBoolean());
    }
}
