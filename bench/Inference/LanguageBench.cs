using System.Diagnostics;
using Andamento.Inference;
using Andamento.Inference.Generation;

namespace Andamento.Bench.Inference;

/// <summary>A language model: one stream against a raw loop, eight streams against one, who joins, and what a token leaves behind.</summary>
internal static class LanguageBench
{
    /// <summary>Tokens added to each prompt.</summary>
    public const int Tokens = 96;

    private const int Streams = 8;

    public static async Task RunAsync(BenchSettings settings, string name)
    {
        var options = new ModelLoadOptions { Concurrency = Streams };
        var folder = ModelCache.Folder(name);
        var manifest = await ModelManifest.ReadAsync(folder, CancellationToken.None);
        using var raw = new RawDecoder(folder, manifest, options);
        await using var generator = Generator.Load(folder, manifest, options);
        int[][] prompts = [.. Enumerable.Range(0, Streams).Select(Prompt)];

        Console.WriteLine();
        Console.WriteLine($"{name}: tokens; {Tokens} for each prompt of {prompts[0].Length}");
        Turns.PrintHead();
        Side alone = time => WriteAsync(generator, prompts, 1, time);
        await Turns.CompareAsync("one stream / raw greedy loop", settings, time => WriteRaw(raw, prompts, time), alone, 0.95);
        await Turns.CompareAsync($"{Streams} streams / one stream (under 'raw')", settings, alone, time => WriteAsync(generator, prompts, Streams, time), 3);
        Console.WriteLine($"{"bytes of garbage for a token, one stream",-52}{"",12}{await GarbageAsync(generator, prompts, 1),12:N0}{"",22}{1024,9}");
        Console.WriteLine($"{$"bytes of garbage for a token, {Streams} streams",-52}{"",12}{await GarbageAsync(generator, prompts, Streams),12:N0}{"",22}{1024,9}");
        var steps = await JoinAsync(generator, prompts);
        Console.WriteLine($"{"steps until who joins has a token, median and worst",-52}{"",12}{$"{Turns.At(steps, 0.5):N0}, {steps.Max():N0}",12}{"",22}{"3",9}");
    }

    /// <summary>Continues a prompt to the end of its tokens.</summary>
    public static async Task WriteAsync(IGenerator generator, int[] prompt)
    {
        await using var generation = generator.Start(Request(prompt));
        while (await generation.MoveNextAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>A made-up prompt, different from others from the first token on, so that none is remembered from another.</summary>
    public static int[] Prompt(int stream)
    {
        var random = new Random(stream + 1);
        return [.. Enumerable.Range(0, 16).Select(_ => random.Next(300, 6000))];
    }

    private static GenerationRequest Request(int[] prompt, int tokens = Tokens) =>
        new() { Prompt = prompt, MaxTokens = tokens, Sampling = new() { Temperature = 0 }, IgnoreEnd = true };

    private static Task<double> WriteRaw(RawDecoder raw, int[][] prompts, TimeSpan time)
    {
        var next = 0;
        return Clients.Loop(time, Tokens, () => raw.Write(prompts[next++ % prompts.Length], Tokens));
    }

    private static async Task<double> WriteAsync(IGenerator generator, int[][] prompts, int streams, TimeSpan time) =>
        Tokens * await Clients.AskAsync(streams, time, stream => WriteAsync(generator, prompts[stream]));

    // Whole texts, beginning and end included, counted over the process.
    private static async Task<double> GarbageAsync(IGenerator generator, int[][] prompts, int streams)
    {
        for (var warm = 0; warm < 2; warm++) await Task.WhenAll(prompts.Take(streams).Select(prompt => WriteAsync(generator, prompt)));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await Task.WhenAll(prompts.Take(streams).Select(prompt => WriteAsync(generator, prompt)));
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Tokens * streams);
    }

    // Its own prompt is read within one step. The count may be one step more, as others go on while the reader wakes up.
    private static async Task<List<double>> JoinAsync(Generator generator, int[][] prompts)
    {
        using var end = new CancellationTokenSource();
        var company = prompts.Take(Streams - 1).Select(prompt => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested) await WriteAsync(generator, prompt);
        }, end.Token)).ToList();
        var (steps, watch) = (new List<double>(), Stopwatch.StartNew());
        while (steps.Count < 20 && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            while (generator.Stats.Running < Streams - 1) await Task.Yield();
            var before = generator.Stats.Steps;
            await using var joining = generator.Start(Request(prompts[^1], tokens: 2));
            await joining.MoveNextAsync(CancellationToken.None);
            steps.Add(generator.Stats.Steps - before);
        }

        await end.CancelAsync();
        await Task.WhenAll(company);
        return steps;
    }
}
