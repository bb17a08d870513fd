using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>
/// A model as Hugging Face's tools export it: <c>config.json</c>, <c>tokenizer.json</c>, and <c>model.onnx</c> at the top or
/// in <c>onnx</c>.
/// </summary>
internal static class HuggingFaceFolder
{
    private static readonly string[] ContextNames = ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"];

    /// <summary>Describes it.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="wishes">What whoever imports it says.</param>
    /// <param name="from">What that came from, for people; null for the folder itself.</param>
    public static ImportedModel Describe(ImportFolder files, ImportWishes wishes, string? from = null)
    {
        foreach (var needed in (string[])["config.json", "tokenizer.json"])
        {
            if (!files.Has(needed))
                throw ImportFolder.Bad($"There is no {needed} beside the model; copy it from where the model was exported (a fast tokenizer writes tokenizer.json).");
        }

        var config = files.Json("config.json");
        var task = wishes.Task is { } wish ? ImportTasks.Check(wish) : null;
        var encodes = task is null ? Architecture.Encodes(config, hasPooling: files.Has("1_Pooling/config.json")) : task == ImportTasks.Embeddings;
        var file = files.Choose(wishes.Variant);
        var known = new ImportedModel
        {
            Kind = encodes ? ModelKinds.SentenceEmbeddings : ModelKinds.LanguageModel,
            Task = encodes ? ImportTasks.Embeddings : task ?? GenAiFolder.TaskOf(files),
            ModelType = wishes.ModelType ?? ModelJson.Text(config, "model_type"),
            Origin = Origin(from, wishes, encodes),
            ModelFile = file,
            Unused = files.Unused(file),
        };
        return encodes
            ? known with { Pooling = EncoderPooling.Read(files), MaxLength = EncoderPooling.MaxLength(files, config) }
            : known with { MaxLength = Context(config) };
    }

    private static int Context(JsonElement? config) =>
        ContextNames.Select(name => ModelJson.Number(config, name)).FirstOrDefault(length => length is > 1)
        ?? throw ImportFolder.Bad($"config.json does not say how long the model's context is: add max_position_embeddings.");

    private static string Origin(string? from, ImportWishes wishes, bool encodes)
    {
        var task = wishes.Task is not null ? from ?? "tag" : encodes ? "config.json" : "chat template";
        var type = wishes.ModelType is not null ? from ?? "tag" : "config.json";
        return $"Hugging Face export; task: {task}, model_type: {type}";
    }
}
