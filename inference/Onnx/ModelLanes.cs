using Andamento.Inference.Batching;

namespace Andamento.Inference.Onnx;

/// <summary>What load options and manifests mean for a model that ONNX Runtime runs.</summary>
internal static class ModelLanes
{
    /// <summary>Limits of the model's batcher.</summary>
    public static BatchLimits Limits(ModelLoadOptions options, int itemsInOneRun, long weightInOneRun) => new(
        Requests: 2 * options.Concurrency,
        // Two: one long run does not hold up everything, and a run's beginning and end overlap with another's middle.
        Lanes: Math.Min(2, options.Concurrency),
        itemsInOneRun,
        weightInOneRun)
    {
        // Processors do two runs of eight as fast as one of sixteen, and the callers of one come back while the other runs. A
        // device is faster with one.
        SharedFrom = options.Cuda ? int.MaxValue : 16,
    };

    /// <summary>The file that the runtime opens; it finds weights beside it by itself.</summary>
    public static string ModelFile(string folder, ModelManifest manifest)
    {
        var file = manifest.Files.FirstOrDefault(file => file.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            ?? throw new ModelException(ModelFailure.BadModel, "The manifest names no .onnx file.");
        return Path.Combine(folder, file.Path);
    }
}
