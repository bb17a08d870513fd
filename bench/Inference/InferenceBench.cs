namespace Andamento.Bench.Inference;

/// <summary>Our replicas against raw ONNX Runtime, in one run. Only the ratios mean something.</summary>
internal static class InferenceBench
{
    public static async Task<int> RunAsync(BenchSettings settings)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors; {settings.Turns} turns of {settings.Turn.TotalSeconds} s for each side, in alternation; medians.");
        Console.WriteLine($"Load of this machine before: {Load()}");
        if (settings.Wants("custom") || settings.Wants("embeddings")) Turns.PrintHead();
        if (settings.Wants("custom")) await CustomBench.RunAsync(settings);
        if (settings.Wants("embeddings")) await EmbeddingsBench.RunAsync(settings);
        if (settings.Wants("language"))
        {
            await LanguageBench.RunAsync(settings, "main.default.stories15m");
            await LanguageBench.RunAsync(settings, "system.ai.minimind2_small");
        }

        Console.WriteLine($"Load of this machine after, this bench included: {Load()}");
        return 0;
    }

    // Threads that run or want to, over the last one, five and fifteen minutes: who reads a ratio must know what else ran.
    private static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "not known";
}
