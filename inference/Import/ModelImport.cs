namespace Andamento.Inference.Import;

/// <summary>Finds out what the files of a model are that came without <c>model.json</c>.</summary>
public static class ModelImport
{
    /// <summary>Recognises a folder of MLflow, of onnxruntime-genai, or of a Hugging Face export; else it is one ONNX file.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="paths">Its files, relative, with <c>/</c>.</param>
    /// <param name="wishes">What whoever imports it says.</param>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>; the message says what to change.</exception>
    public static ImportedModel Describe(string folder, IReadOnlyCollection<string> paths, ImportWishes wishes)
    {
        var files = new ImportFolder(folder, paths);
        if (files.Has("MLmodel")) return MlflowFolder.Describe(files, wishes);
        if (files.Has("genai_config.json")) return GenAiFolder.Describe(files, wishes);
        if (files.Has("config.json") && (files.Has("tokenizer.json") || files.Has("tokenizer_config.json"))) return HuggingFaceFolder.Describe(files, wishes);
        if (wishes.Task is not null)
        {
            throw ImportFolder.Bad(
                $"The task '{wishes.Task}' was asked for, which needs config.json and tokenizer.json beside the model. "
                + "Export the whole model (optimum-cli export onnx), or leave the task out for a custom model.");
        }

        return Custom(files, wishes, PlainFile(files, wishes), "one ONNX file");
    }

    /// <summary>The architecture of a model that lies ready: what its manifest says, else what a decoder's own files say.</summary>
    /// <remarks>Not for encoders: one that calls itself <c>bert</c> says nothing of how it was trained.</remarks>
    /// <returns>Null when nothing says so.</returns>
    public static string? TypeOf(string folder, ModelManifest manifest)
    {
        if (manifest.ModelType is not null || manifest.Kind != ModelKinds.LanguageModel) return manifest.ModelType;
        var files = new ImportFolder(folder, [.. manifest.Files.Select(file => file.Path)]);
        return ModelJson.Text(files.Json("config.json"), "model_type")
            ?? ModelJson.Text(ModelJson.Member(files.Json("genai_config.json"), "model"), "type");
    }

    /// <summary>A model that reads data frames and tensors.</summary>
    internal static ImportedModel Custom(ImportFolder files, ImportWishes wishes, string file, string origin) => new()
    {
        Kind = ModelKinds.Custom,
        ModelType = wishes.ModelType,
        Origin = origin,
        Inputs = wishes.Columns.Count == 0 ? null : [.. wishes.Columns.Select(name => new ModelColumn(name))],
        ModelFile = file,
        Unused = files.Unused(file),
    };

    private static string PlainFile(ImportFolder files, ImportWishes wishes) => files.Models switch
    {
        [var only] => only,
        [] => throw ImportFolder.Bad("There is no model.json at the top, and no .onnx file: add a model.json that says what the files are."),
        _ when wishes.Variant is not null => files.Choose(wishes.Variant),
        _ => throw ImportFolder.Bad(
            "There is no model.json at the top, and more than one .onnx file: add a model.json that says what the files are."),
    };
}
