using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>How a sentence encoder was trained to be read: files that sentence-transformers leaves beside it.</summary>
internal static class EncoderPooling
{
    private const string File = "1_Pooling/config.json";

    // They count positions from behind their padding token.
    private static readonly string[] LatePositions = ["roberta", "xlm-roberta", "camembert", "mpnet"];

    /// <summary>Reads how token vectors become one.</summary>
    public static ModelPooling Read(ImportFolder files)
    {
        var config = files.Json(File) ?? throw ImportFolder.Bad(
            $"There is no {File}, and nothing else says how token vectors become one. Copy it, with modules.json, from the model's "
            + "repository; or add a model.json with \"pooling\": {\"mode\": \"mean\" or \"cls\", \"normalize\": true or false}.");
        if (config.ValueKind is not JsonValueKind.Object) throw ImportFolder.Bad($"{File} is no JSON object.");
        return new(Mode(config), Normalizes(files));
    }

    /// <summary>Tokens of one text.</summary>
    public static int MaxLength(ImportFolder files, JsonElement? config)
    {
        var positions = ModelJson.Number(config, "max_position_embeddings");
        if (LatePositions.Contains(ModelJson.Text(config, "model_type"))) positions -= 2;
        return ModelJson.Number(files.Json("sentence_bert_config.json"), "max_seq_length")
            ?? Least(ModelJson.Number(files.Json("tokenizer_config.json"), "model_max_length"), positions)
            ?? throw ImportFolder.Bad("config.json does not say how long a text may be: add max_position_embeddings.");
    }

    private static string Mode(JsonElement config)
    {
        var modes = ModelJson.Text(config, "pooling_mode") is { } named
            ? [named]
            : config.EnumerateObject().Where(member => member.Name.StartsWith("pooling_mode_", StringComparison.Ordinal))
                .Where(member => member.Value.ValueKind is JsonValueKind.True).Select(member => member.Name["pooling_mode_".Length..]).ToList();
        return modes switch
        {
            ["mean_tokens" or "mean"] => "mean",
            ["cls_token" or "cls"] => "cls",
            _ => throw ImportFolder.Bad($"{File} says '{string.Join(", ", modes)}'; this server knows mean and cls."),
        };
    }

    private static bool Normalizes(ImportFolder files) =>
        files.Json("modules.json") is { ValueKind: JsonValueKind.Array } modules
        && modules.EnumerateArray().Any(module => ModelJson.Text(module, "type")?.EndsWith(".Normalize", StringComparison.Ordinal) is true);

    private static int? Least(int? one, int? other) => one is null || other is null ? one ?? other : Math.Min(one.Value, other.Value);
}
