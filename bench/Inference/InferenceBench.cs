namespace Andamento.Bench.Inference;

/// <summary>Our replicas against raw ONNX Runtime, in one run. Only the ratios mean something.</summary>
internal static class InferenceBench
{
    public static async Task<int> RunAsync(BenchSettings settings)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors; {settings.Turns} turns of {settings.Turn.TotalSeconds} s for each side, in alternation; medians.");
        if (settings.Wants("custom") || settings.Wants("embeddings")) Turns.PrintHead();
        if (settings.Wants("custom")) await CustomBench.RunAsync(settings);
        if (settings.Wants("embeddings")) await EmbeddingsBench.RunAsync(settings);
        if (!settings.Wants("language")) return 0;

        await LanguageBench.RunAsync(settings, "main.default.stories15m");
        await LanguageBench.RunAsync(settings, "system.ai.minimind2_small");
        return 0;
    }
}
