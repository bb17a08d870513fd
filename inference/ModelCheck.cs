using Andamento.Inference.Onnx;

namespace Andamento.Inference;

/// <summary>Whether a folder holds a model that this build can serve, found out without loading it.</summary>
public static class ModelCheck
{
    /// <summary>Checks what the manifest says, and that the model's file is one.</summary>
    /// <param name="folder">The folder with <c>model.json</c> and the files it names, whose checksums are the caller's business.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>; the message says what to change.</exception>
    public static async Task<ModelManifest> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = await ModelManifest.ReadAsync(folder, cancellationToken);
        if (Fault(manifest) is { } fault) throw new ModelException(ModelFailure.BadModel, $"model.json: {fault}");

        var file = ModelLanes.ModelFile(folder, manifest);
        if (!await IsModelAsync(file)) throw new ModelException(ModelFailure.BadModel, $"{Path.GetRelativePath(folder, file)} is no ONNX model, or its end is missing.");
        ServableCheck.Run(folder, manifest, file);
        return manifest;
    }

    private static async Task<bool> IsModelAsync(string file)
    {
        await using var content = File.OpenRead(file);
        return OnnxFileCheck.IsModel(content);
    }

    private static string? Fault(ModelManifest manifest)
    {
        if (manifest.Format != "onnx") return $"format is '{manifest.Format}'; this server runs onnx.";
        return manifest.Kind switch
        {
            ModelKinds.Custom => manifest.Task is null ? null : $"task is '{manifest.Task}'; a custom model has none, so leave it out.",
            ModelKinds.SentenceEmbeddings => EncoderFault(manifest),
            ModelKinds.LanguageModel => DecoderFault(manifest),
            _ => $"kind is '{manifest.Kind}'; this server runs {ModelKinds.SentenceEmbeddings}, {ModelKinds.Custom} "
                + $"and {ModelKinds.LanguageModel}.",
        };
    }

    private static string? EncoderFault(ModelManifest manifest)
    {
        if (manifest.Task != "llm/v1/embeddings") return "task must be llm/v1/embeddings for sentence-embeddings.";
        if (manifest.Pooling is not { Mode: "mean" or "cls" }) return "pooling.mode must be mean or cls for sentence-embeddings.";
        if (manifest.MaxLength is not > 2) return "max_length must be more than 2 for sentence-embeddings.";
        return Has(manifest, "tokenizer.json") ? null : "a model of sentence-embeddings needs a tokenizer.json beside it.";
    }

    private static string? DecoderFault(ModelManifest manifest)
    {
        if (manifest.Task is not ("llm/v1/chat" or "llm/v1/completions"))
            return "task must be llm/v1/chat or llm/v1/completions for a language-model.";
        if (manifest.MaxLength is not > 1) return "max_length must be more than 1 for a language-model: the length of its context.";
        if (!Has(manifest, "tokenizer.json")) return "a language-model needs a tokenizer.json beside it.";
        return manifest.Task == "llm/v1/completions" || Has(manifest, "tokenizer_config.json") || Has(manifest, "chat_template.jinja")
            ? null
            : "a language-model for llm/v1/chat needs a tokenizer_config.json or a chat_template.jinja beside it, with its chat template.";
    }

    private static bool Has(ModelManifest manifest, string path) => manifest.Files.Any(file => file.Path == path);
}
