using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>What <c>config.json</c> says that a model is. Pure.</summary>
internal static class Architecture
{
    // Read both ways, so a vector of a token knows the whole text.
    private static readonly HashSet<string> Encoders = new(StringComparer.Ordinal)
    {
        "bert", "roberta", "xlm-roberta", "distilbert", "mpnet", "albert", "electra", "camembert", "deberta", "deberta-v2",
        "new", "nomic_bert", "modernbert",
    };

    /// <summary>True for an encoder of sentences, false for a decoder that writes text.</summary>
    /// <exception cref="ModelException">It is neither.</exception>
    public static bool Encodes(JsonElement? config, bool hasPooling)
    {
        var type = ModelJson.Text(config, "model_type") ?? "";
        var names = ModelJson.Member(config, "architectures") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(name => name.ToString()).ToList()
            : [];
        if (ModelJson.Flag(config, "is_encoder_decoder"))
            throw Neither(type, names, "reads with one graph and writes with another");
        if (names.Exists(name => name.EndsWith("ForCausalLM", StringComparison.Ordinal) || name.EndsWith("LMHeadModel", StringComparison.Ordinal)))
            return false;
        if (hasPooling || (Encoders.Contains(type) && names.TrueForAll(IsBare))) return true;
        if (names.Count == 0 && type.Length > 0 && !Encoders.Contains(type)) return false;
        throw Neither(type, names, "neither writes text nor makes vectors of sentences");
    }

    // With a head for masked words a model was pre-trained; its body is the encoder that exports keep.
    private static bool IsBare(string name) =>
        name.EndsWith("Model", StringComparison.Ordinal) || name.EndsWith("ForMaskedLM", StringComparison.Ordinal);

    private static ModelException Neither(string type, List<string> names, string what) => ImportFolder.Bad(
        $"config.json says {(names.Count > 0 ? string.Join(", ", names) : $"model_type '{type}'")}, which {what}. Add a model.json with "
        + "\"format\": \"onnx\" and \"kind\": \"custom\" to serve it on tensors, or say what it does by the version's tag 'task'.");
}
