using System.Text.Json.Nodes;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Import;

/// <summary>A model that MLflow has logged: <c>MLmodel</c>, with the flavour <c>onnx</c>.</summary>
internal static class MlflowFolder
{
    /// <summary>Describes it.</summary>
    /// <exception cref="ModelException">It has another flavour, or its files are not there.</exception>
    public static ImportedModel Describe(ImportFolder files, ImportWishes wishes)
    {
        var model = MlflowFile.Read(Path.Combine(files.Path, "MLmodel"));
        var flavours = model["flavors"] as JsonObject ?? [];
        if (flavours["onnx"] is not JsonObject onnx) throw OtherFlavour([.. flavours.Select(flavour => flavour.Key)]);

        var file = Text(onnx, "data") ?? "model.onnx";
        if (!files.Has(file)) throw ImportFolder.Bad($"MLmodel says that the model is '{file}', which is not there.");

        var metadata = model["metadata"] as JsonObject;
        var version = Text(model, "mlflow_version");
        var origin = $"MLmodel (mlflow {version ?? "of an unknown version"})";
        var said = wishes with
        {
            Task = wishes.Task ?? Text(metadata, "task"),
            ModelType = wishes.ModelType ?? Text(metadata, "model_type"),
            Variant = file,
        };
        if (said.Task is not null) return HuggingFaceFolder.Describe(files, said, origin) with { MlflowVersion = version };

        var plain = ModelImport.Custom(files, said, file, origin) with { MlflowVersion = version };
        return plain.Inputs is null ? plain with { Inputs = Signature(files, model, file) } : plain;
    }

    private static IReadOnlyList<ModelColumn>? Signature(ImportFolder files, JsonObject model, string file) =>
        model["signature"] is JsonObject signature && Text(signature, "inputs") is { } inputs
            ? MlflowSignature.Inputs(inputs, OnnxFacts.Read(Path.Combine(files.Path, file)).Inputs)
            : null;

    private static string? Text(JsonObject? members, string name) => (members?[name] as JsonValue)?.GetValue<string>();

    private static ModelException OtherFlavour(IReadOnlyCollection<string> flavours)
    {
        var found = flavours.Count == 0 ? "no flavour" : $"the flavours {string.Join(", ", flavours)}, and not onnx";
        var export = flavours.Select(Export).FirstOrDefault(way => way is not null) ?? "Export the model to ONNX";
        return ImportFolder.Bad($"MLmodel has {found}. {export}, log it with mlflow.onnx.log_model, and import that version.");
    }

    private static string? Export(string flavour) => flavour switch
    {
        "sklearn" => "Export it to ONNX with skl2onnx",
        "xgboost" or "lightgbm" or "catboost" => "Export it to ONNX with onnxmltools",
        "pytorch" => "Export it with torch.onnx.export",
        "tensorflow" or "keras" => "Export it to ONNX with tf2onnx",
        "transformers" or "sentence_transformers" => "Export it with optimum-cli export onnx, and import that folder; or",
        _ => null,
    };
}
