using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>For which models throughput can be provisioned, and in which steps (section 6.12). Pure.</summary>
internal static class OptimizableModels
{
    private const int Step = 10;

    // Weights are read once for each step of a batch: what limits a replica is how fast memory gives them.
    private const double BytesPerSecond = 20e9, Batch = 4;

    // Families that the contract names, and those that the decoder here also runs.
    private static readonly HashSet<string> Decoders = new(StringComparer.Ordinal)
    {
        "llama", "mistral", "mixtral", "dbrx", "mpt", "phi", "phi3", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text", "olmo2", "smollm3",
    };

    private static readonly string[] Encoders = ["gte", "bge"];

    /// <summary>Describes a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="measured">Tokens per second that one replica of it gave; null when none has been deployed.</param>
    public static ModelThroughput Describe(RegisteredVersion version, double? measured)
    {
        var type = version.ModelType ?? Tag(version, "model_type");
        if (WhyNot(version, type) is { } reason) return new() { WhyNot = reason };
        return new()
        {
            ModelType = type,
            ChunkSize = Round(measured ?? Estimate(version.Files.Sum(file => file.Bytes))),
            Measured = measured is not null,
        };
    }

    private static string? WhyNot(RegisteredVersion version, string? type)
    {
        if (version.Status is not VersionStatus.Ready) return "the version is not ready";
        if ((version.MlflowVersion ?? Tag(version, "mlflow_version")) is { } mlflow && MlflowRelease.IsTooOld(mlflow))
            return $"it was logged with MLflow {mlflow}, and throughput is provisioned for models of {MlflowRelease.First} and later; log it again with a newer one";

        return (version.Task, type) switch
        {
            (ServingTask.Predict, _) => "it has no task; throughput is provisioned for llm/v1/chat, llm/v1/completions and llm/v1/embeddings",
            (ServingTask.Embeddings, null) => "nothing says its model_type, which embedding models need, such as gte-large; import it with that tag",
            (ServingTask.Embeddings, _) => Encoders.Any(family => type!.StartsWith(family, StringComparison.OrdinalIgnoreCase)) ? null : Other(type!),
            (_, null) => "nothing says its model_type; import it with that tag",
            _ => Decoders.Contains(type!) ? null : Other(type!),
        };
    }

    private static string? Tag(RegisteredVersion version, string key) => version.Tags.FirstOrDefault(tag => tag.Key == key)?.Value;

    private static string Other(string type) => $"its architecture '{type}' is none of those with provisioned throughput for its task";

    private static double Estimate(long bytes) => BytesPerSecond / Math.Max(1, bytes) * Batch;

    private static int Round(double tokensPerSecond) => (int)Math.Clamp(Math.Floor(tokensPerSecond / Step) * Step, Step, 1_000_000);
}
