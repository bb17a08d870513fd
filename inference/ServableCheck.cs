using Andamento.Inference.ChatTemplates;
using Andamento.Inference.Generation;
using Andamento.Inference.Onnx;
using Andamento.Inference.Tokens;

namespace Andamento.Inference;

/// <summary>What of a model's files would fail when it is loaded, found out where somebody can still change them.</summary>
internal static class ServableCheck
{
    /// <summary>The newest set of ONNX operators that ONNX Runtime 1.29 knows.</summary>
    internal const int NewestOpset = 26;

    private static readonly string[] EncoderInputs = ["input_ids", "attention_mask", "token_type_ids"];

    /// <summary>Checks the model's file, and what its kind needs beside it.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>; the message says what to change.</exception>
    public static void Run(string folder, ModelManifest manifest, string file)
    {
        var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        var facts = Read(file, name);
        if (facts.Opset > NewestOpset) throw Bad($"{name} uses ONNX opset {facts.Opset}; this server runs up to {NewestOpset}. Export it for an earlier one.");
        if (facts.UnknownOperators.Count > 0)
        {
            throw Bad($"{name} uses operators that ONNX Runtime does not bring: {string.Join(", ", facts.UnknownOperators.Take(5))}. "
                + "Export the model without custom operators.");
        }

        CheckWeights(manifest, name, facts);
        if (manifest.Kind == ModelKinds.Custom) CheckColumns(manifest, name, facts);
        if (manifest.Kind == ModelKinds.SentenceEmbeddings) CheckEncoder(name, facts);
        if (manifest.Kind == ModelKinds.LanguageModel) CheckDecoder(folder, name, facts);
        if (manifest.Kind != ModelKinds.Custom) TokenizerFile.Read(Path.Combine(folder, "tokenizer.json"));
        if (manifest.Task == "llm/v1/chat" && ChatTemplateFile.Read(folder) is null)
            throw Bad("There is no chat template, neither chat_template.jinja nor in tokenizer_config.json; serve the model as llm/v1/completions, or add one.");
    }

    private static OnnxFacts Read(string file, string name)
    {
        try
        {
            return OnnxFacts.Read(file);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new ModelException(ModelFailure.BadModel, $"{name} is no ONNX model: {broken.Message}.", broken);
        }
    }

    private static void CheckWeights(ModelManifest manifest, string name, OnnxFacts facts)
    {
        var beside = name[..(name.LastIndexOf('/') + 1)];
        foreach (var external in facts.ExternalFiles)
        {
            var path = beside + (external.StartsWith("./", StringComparison.Ordinal) ? external[2..] : external);
            if (!manifest.Files.Any(file => file.Path == path)) throw Bad($"{name} has weights in '{external}', which is not there; put the file beside it.");
        }
    }

    // Columns of a matrix, or the inputs themselves: anything else was written for another model.
    private static void CheckColumns(ModelManifest manifest, string name, OnnxFacts facts)
    {
        if (manifest.Inputs is not { } columns) return;
        var missing = facts.Inputs.Where(input => columns.All(column => column.Name != input.Name)).Select(input => input.Name).ToList();
        if (missing.Count == 0 || facts.Inputs is [{ Shape: null }]) return;
        if (facts.Inputs is [{ Shape: [_, var width] }])
        {
            if (width == -1 || width == columns.Count || width == 1) return;
            throw Bad($"The signature has {columns.Count} columns, and {name} reads {width}.");
        }

        throw Bad($"{name} has inputs that the signature lacks: {string.Join(", ", missing)}. The signature has {string.Join(", ", columns.Select(column => column.Name))}.");
    }

    private static void CheckEncoder(string name, OnnxFacts facts)
    {
        if (facts.Inputs.FirstOrDefault(input => !EncoderInputs.Contains(input.Name)).Name is { } other)
            throw Bad($"{name} has an input '{other}'; an encoder has {string.Join(", ", EncoderInputs)} (optimum-cli export onnx --task feature-extraction).");
    }

    private static void CheckDecoder(string folder, string name, OnnxFacts facts)
    {
        var past = DecoderNames.Layer(DecoderConfig.Read(folder).Names.PastKey, 0);
        if (facts.Inputs.All(input => input.Name != past))
            throw Bad($"{name} has no input '{past}': export it with its cache of keys and values (optimum-cli export onnx --task text-generation-with-past).");
    }

    private static ModelException Bad(string message) => new(ModelFailure.BadModel, message);
}
