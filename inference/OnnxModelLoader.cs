using Andamento.Inference.Custom;
using Andamento.Inference.Embeddings;
using Andamento.Inference.LanguageModels;

namespace Andamento.Inference;

/// <summary>Loads models that ONNX Runtime runs. Stateless.</summary>
public sealed class OnnxModelLoader : IModelLoader
{
    /// <inheritdoc/>
    public async Task<ILoadedModel> LoadAsync(
        string folder, ModelLoadOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1, nameof(options));
        var manifest = await ModelManifest.ReadAsync(folder, cancellationToken);
        if (manifest.Format != "onnx")
        {
            throw new ModelException(
                ModelFailure.BadModel, $"{manifest.Name} has the format '{manifest.Format}'; this server runs onnx.");
        }

        progress.Report($"Loading {manifest.Name} version {manifest.Version} on {Device(options)}");
        var model = await Task.Run(() => LoadAsync(folder, manifest, options, progress, cancellationToken), cancellationToken);
        progress.Report($"{manifest.Name} version {manifest.Version} is ready");
        return model;
    }

    private static async Task<ILoadedModel> LoadAsync(
        string folder,
        ModelManifest manifest,
        ModelLoadOptions options,
        IProgress<string> progress,
        CancellationToken cancellationToken) => manifest.Kind switch
    {
        ModelKinds.SentenceEmbeddings => EmbeddingModel.Load(folder, manifest, options),
        ModelKinds.Custom => CustomModel.Load(folder, manifest, options, progress),
        ModelKinds.LanguageModel => await LanguageModelFolder.LoadAsync(folder, manifest, options, TimeProvider.System, cancellationToken),
        var kind => throw new ModelException(
            ModelFailure.BadModel, $"{manifest.Name} is of the kind '{kind}'; this server runs "
                + $"{ModelKinds.SentenceEmbeddings}, {ModelKinds.Custom} and {ModelKinds.LanguageModel}."),
    };

    private static string Device(ModelLoadOptions options) => options.Cuda ? $"CUDA device {options.DeviceIndex}" : "the CPU";
}
