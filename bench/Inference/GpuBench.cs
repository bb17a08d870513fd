using Andamento.Inference;
using Andamento.Inference.Embeddings;
using Andamento.Inference.Generation;

namespace Andamento.Bench.Inference;

/// <summary>
/// The code of the server on a CUDA device against the same code on the processors. Keys, values and what a decoder computes stay
/// on the device; logits and vectors come back.
/// </summary>
internal static class GpuBench
{
    private const int ClientCount = 32, Replicas = 3;
    private const long BytesOfReplica = 1L << 30, BytesOfCache = 256L << 20;

    private static readonly ModelLoadOptions Cpu = new() { Concurrency = ClientCount };
    private static readonly ModelLoadOptions Cuda = Cpu with { Cuda = true, DeviceBytes = BytesOfReplica, CacheBytes = BytesOfCache };

    public static async Task<int> RunAsync(BenchSettings settings)
    {
        if (await MissingAsync() is { } missing)
        {
            Console.WriteLine($"There is nothing to measure: {missing}");
            return 0;
        }

        Turns.PrintHead("processors", "CUDA");
        if (settings.Wants("embeddings")) await EmbeddingsAsync(settings);
        if (settings.Wants("language")) await LanguageAsync(settings);
        if (settings.Wants("replicas")) await ReplicasAsync(settings);
        return 0;
    }

    // Loading is the question: it finds a missing library, a missing device and a driver that is too old alike.
    private static async Task<string?> MissingAsync()
    {
        try
        {
            await using var model = await EncoderAsync(Cuda);
            return null;
        }
        catch (ModelException refused) when (refused.Failure is ModelFailure.BadModel)
        {
            return refused.Message;
        }
    }

    private static async Task EmbeddingsAsync(BenchSettings settings)
    {
        await using var processors = await EncoderAsync(Cpu);
        await using var device = await EncoderAsync(Cuda);
        await Turns.CompareAsync(
            $"MiniLM, texts, {ClientCount} clients", settings, time => AskAsync([processors], time), time => AskAsync([device], time), null);
    }

    private static async Task LanguageAsync(BenchSettings settings)
    {
        await using var processors = await DecoderAsync(Cpu);
        await using var device = await DecoderAsync(Cuda);
        foreach (var streams in (int[])[1, 8, ClientCount])
        {
            await Turns.CompareAsync(
                $"stories15m, tokens, {streams} streams", settings,
                time => WriteAsync([processors], streams, time), time => WriteAsync([device], streams, time), null);
        }
    }

    // Each takes no more than its part of the device's memory; that they all load and answer is part of what is shown.
    private static async Task ReplicasAsync(BenchSettings settings)
    {
        var (encoders, decoders) = (new List<ILoadedModel>(), new List<Generator>());
        try
        {
            for (var i = 0; i < Replicas; i++)
            {
                encoders.Add(await EncoderAsync(Cuda));
                decoders.Add(await DecoderAsync(Cuda));
            }

            Console.WriteLine($"Below: one replica on the device (first) against {Replicas}, each within {BytesOfReplica >> 20} MiB");
            await Turns.CompareAsync(
                $"MiniLM, texts, {ClientCount} clients", settings, time => AskAsync([encoders[0]], time), time => AskAsync(encoders, time), null);
            await Turns.CompareAsync(
                $"stories15m, tokens, {ClientCount} streams", settings,
                time => WriteAsync([decoders[0]], ClientCount, time), time => WriteAsync(decoders, ClientCount, time), null);
        }
        finally
        {
            foreach (var decoder in decoders) await decoder.DisposeAsync();
            foreach (var encoder in encoders) await encoder.DisposeAsync();
        }
    }

    private static Task<double> AskAsync(List<ILoadedModel> models, TimeSpan time)
    {
        var asked = 0;
        ModelRequest[] requests = [.. EmbeddingsBench.Texts().Select(EmbeddingsBench.Request)];
        return Clients.AskAsync(ClientCount, time, client => models[client % models.Count]
            .RunAsync(requests[Interlocked.Increment(ref asked) % requests.Length], CancellationToken.None).AsTask());
    }

    private static async Task<double> WriteAsync(List<Generator> models, int streams, TimeSpan time) =>
        LanguageBench.Tokens * await Clients.AskAsync(
            streams, time, stream => LanguageBench.WriteAsync(models[stream % models.Count], LanguageBench.Prompt(stream)));

    private static async Task<ILoadedModel> EncoderAsync(ModelLoadOptions options)
    {
        var folder = ModelCache.Folder("system.ai.all_minilm_l6_v2");
        return EmbeddingModel.Load(folder, await ModelManifest.ReadAsync(folder, CancellationToken.None), options);
    }

    private static async Task<Generator> DecoderAsync(ModelLoadOptions options)
    {
        var folder = ModelCache.Folder("main.default.stories15m");
        return Generator.Load(folder, await ModelManifest.ReadAsync(folder, CancellationToken.None), options);
    }
}
