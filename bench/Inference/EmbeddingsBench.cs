using System.Text;
using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.Embeddings;

namespace Andamento.Bench.Inference;

/// <summary>
/// An encoder under 32 clients, each with one text at a time, against a loop that has the same texts as tokens, sorted by length
/// and cut into batches of the size that is best.
/// </summary>
internal static class EmbeddingsBench
{
    private const int ClientCount = 32, TextCount = 256;

    public static async Task RunAsync(BenchSettings settings)
    {
        var folder = ModelCache.Folder("system.ai.all_minilm_l6_v2");
        var manifest = await ModelManifest.ReadAsync(folder, CancellationToken.None);
        var texts = Texts();
        await using var model = EmbeddingModel.Load(folder, manifest, new() { Concurrency = ClientCount });
        using var encoder = new RawEncoder(folder, manifest, texts, new());

        var asked = 0;
        ModelRequest[] requests = [.. texts.Select(Request)];
        Side ours = time => Clients.AskAsync(
            ClientCount, time, _ => model.RunAsync(requests[Interlocked.Increment(ref asked) % TextCount], CancellationToken.None).AsTask());
        var best = await encoder.BestBatchAsync(settings.Turn);
        await Turns.CompareAsync(
            $"MiniLM, 32 clients / raw batches of {best}", settings, time => encoder.RunAsync(best, time), ours, 0.9);
        await Turns.CompareAsync("MiniLM, 32 clients / raw texts one by one", settings, time => encoder.RunAsync(1, time), ours, null);
    }

    /// <summary>Made-up sentences of 4 to 120 words, most of them short.</summary>
    public static string[] Texts()
    {
        var random = new Random(1);
        string[] words = ["the", "river", "carries", "old", "letters", "to", "a", "quiet", "harbour", "where", "engines", "sleep", "under", "snow"];
        return [.. Enumerable.Range(0, TextCount).Select(_ =>
        {
            var length = 4 + (int)(116 * Math.Pow(random.NextDouble(), 3));
            return string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)]));
        })];
    }

    /// <summary>A text as a client asks for its vector.</summary>
    public static ModelRequest Request(string text) =>
        new(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { input = text })), "application/json", "minilm");
}
