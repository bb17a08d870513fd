namespace Andamento.Bench.Inference;

/// <summary>The models that <c>build/setup-models</c> fetches.</summary>
internal static class ModelCache
{
    /// <summary>The folder of a model's version 1.</summary>
    public static string Folder(string name)
    {
        var cache = Environment.GetEnvironmentVariable("ANDAMENTO_CACHE")
            ?? throw new InvalidOperationException("Run this by its script, which sets up the models and says where they are.");
        return Path.Combine(cache, "models", name, "1");
    }
}
