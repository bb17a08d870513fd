namespace Andamento.Bench.Inference;

/// <summary>The models that <c>build/setup-models</c> fetches.</summary>
internal static class ModelCache
{
    /// <summary>The folder of a model's version 1.</summary>
    public static string Folder(string name)
    {
#pragma warning disable RS0030 // the script that sets up the models says where they are in no other way
        var cache = Environment.GetEnvironmentVariable("ANDAMENTO_CACHE")
#pragma warning restore RS0030
            ?? throw new InvalidOperationException("Run this by its script, which sets up the models and says where they are.");
        return Path.Combine(cache, "models", name, "1");
    }
}
