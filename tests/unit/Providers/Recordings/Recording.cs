using System.Net;
using System.Text;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>One case of <c>providers/*/Recordings</c>: what a caller sent, what went out, what came back, what the caller got.</summary>
internal sealed class Recording
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Recordings");

    private readonly string _folder;

    public Recording(string name)
    {
        _folder = Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));
        var provider = Path.Combine(Directory.GetParent(_folder)!.FullName, "settings.json");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var model = Read(provider, settings, "");
        model = Read(Path.Combine(_folder, "settings.json"), settings, model);

        var body = File.ReadAllBytes(Path.Combine(_folder, "unified.json"));
        var unified = JsonElement.Parse(body);
        Adapter = ProviderCatalog.Find(Provider(provider))!;
        Target = new(model, "my-endpoint", settings);
        Call = new(Task(unified), body, unified.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True);
    }

    /// <summary>Every case, as <c>Provider/Recordings/case</c>.</summary>
    public static IEnumerable<string> All => Directory
        .EnumerateFiles(Root, "unified.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/'))
        .Order(StringComparer.Ordinal);

    public IProviderAdapter Adapter { get; }

    public ProviderTarget Target { get; }

    public ProviderCall Call { get; }

    /// <summary>What must go out; empty when nothing may.</summary>
    public string Request => Text("request.http");

    /// <summary>What the caller must get, a line each.</summary>
    public string Answer => Text("answer.jsonl");

    /// <summary>The answer came as a stream.</summary>
    public bool IsStream => IsAmazonStream || IsJsonLines || Says("text/event-stream");

    /// <summary>The stream is one of Amazon's: not text, so the recording holds its events a line each.</summary>
    public bool IsAmazonStream => Says("vnd.amazon.eventstream");

    /// <summary>The stream has one event a line, and nothing else.</summary>
    public bool IsJsonLines => Says("stream+json");

    /// <summary>The body that came back, byte for byte.</summary>
    public byte[] ResponseBody => Encode(RecordedBody);

    private byte[] RecordedBody
    {
        get
        {
            var all = File.ReadAllBytes(Path.Combine(_folder, "response.http"));
            return all[(all.AsSpan().IndexOf("\n\n"u8) + 2)..];
        }
    }

    /// <summary>The answer that came back.</summary>
    public HttpResponseMessage Response() => Respond(ResponseBody);

    /// <summary>The answer, with another body.</summary>
    public HttpResponseMessage Respond(byte[] body)
    {
        var head = Text("response.http").Split("\n\n", 2)[0].Split('\n');
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(head[0].Split(' ')[1]))
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var line in head.Skip(1))
        {
            var (name, value) = (line.Split(": ", 2)[0], line.Split(": ", 2)[1]);
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    /// <summary>Bodies that might have come back: in each the JSON of the answer, or that of one event, is another.</summary>
    public IEnumerable<byte[]> Spoiled(Func<byte[], IEnumerable<byte[]>> spoil)
    {
        var body = RecordedBody;
        var from = 0;
        foreach (var line in IsStream ? Encoding.UTF8.GetString(body).Split('\n') : [Encoding.UTF8.GetString(body)])
        {
            var end = from + Encoding.UTF8.GetByteCount(line);
            var start = line.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at ? from + Encoding.UTF8.GetByteCount(line[..at]) : end;
            var json = body[start..end];
            if (IsJson(json))
            {
                foreach (var spoiled in spoil(json)) yield return Encode([.. body[..start], .. spoiled, .. body[end..]]);
            }

            from = end + 1;
        }
    }

    public override string ToString() => _folder;

    // Amazon's events are recorded as text.
    private byte[] Encode(byte[] body) => IsAmazonStream ? AmazonFrames.Encode(Encoding.UTF8.GetString(body)) : body;

    private static bool IsJson(byte[] text)
    {
        try
        {
            return JsonElement.Parse(text).ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Says(string mediaType) => Text("response.http").Split("\n\n", 2)[0].Contains(mediaType, StringComparison.Ordinal);

    private static string Provider(string settings) =>
        JsonElement.Parse(File.ReadAllBytes(settings)).GetProperty("provider").GetString()!;

    private static string Read(string file, Dictionary<string, string> settings, string model)
    {
        if (!File.Exists(file)) return model;

        foreach (var setting in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateObject())
        {
            if (setting.Name is "model") model = setting.Value.GetString()!;
            else if (setting.Value.ValueKind is JsonValueKind.Null) settings.Remove(setting.Name);
            else if (setting.Name is not "provider") settings[setting.Name] = setting.Value.GetString()!;
        }

        return model;
    }

    private static ProviderTask Task(JsonElement unified) =>
        unified.TryGetProperty("messages", out _) ? ProviderTask.Chat
        : unified.TryGetProperty("prompt", out _) ? ProviderTask.Completions
        : ProviderTask.Embeddings;

    private string Text(string file)
    {
        var path = Path.Combine(_folder, file);
        return File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8).TrimEnd('\n') : "";
    }
}
