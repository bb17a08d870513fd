namespace Andamento.Tests.Unit.Inference;

/// <summary>The models that <c>build/setup-models</c> fetches.</summary>
internal static class RealModels
{
    public static string MiniLm => Folder("system.ai.all_minilm_l6_v2");

    public static string GteSmall => Folder("system.ai.gte_small");

    public static string MiniMind => Folder("system.ai.minimind2_small");

    public static string Stories => Folder("main.default.stories15m");

    public static string SileroVad => Folder("main.default.silero_vad");

    private static string Folder(string name)
    {
        var cache = Environment.GetEnvironmentVariable("ANDAMENTO_CACHE") ?? Path.Combine(Root(), ".cache");
        var folder = Path.Combine(cache, "models", name, "1");
        Assert.True(File.Exists(Path.Combine(folder, "model.json")), $"The model {name} is not in {cache}: run build/setup-models.");
        return folder;
    }

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
