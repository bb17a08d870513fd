using System.Text.Json;

namespace Andamento.Inference.Generation;

/// <summary>
/// What a model's folder says about generation. Four files may say it, each as its own tool writes it; the first that says a
/// thing is right: genai_config.json, generation_config.json, config.json, tokenizer_config.json.
/// </summary>
internal sealed record DecoderConfig
{
    /// <summary>The tokens that end a text.</summary>
    public IReadOnlySet<int> EndTokens { get; init; } = new HashSet<int>();

    /// <summary>Tokens that the model was made for, or null.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Whether keys and values may stay in one buffer that is input and output at once; null when nothing says so.</summary>
    public bool? SharesBuffers { get; init; }

    /// <summary>Heads of keys and values, for models whose shapes do not tell.</summary>
    public int? KeyHeads { get; init; }

    /// <summary>The width of a head, for models whose shapes do not tell.</summary>
    public int? HeadSize { get; init; }

    /// <summary>Names of inputs and outputs; <c>%d</c> is the layer.</summary>
    public DecoderNames Names { get; init; } = new();

    /// <summary>Reads the files that are there.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: a file is broken.</exception>
    public static DecoderConfig Read(string folder)
    {
        var genAi = Read(folder, "genai_config.json");
        var model = Member(genAi, "model");
        var decoder = Member(model, "decoder");
        var config = Read(folder, "config.json");
        return new()
        {
            EndTokens = Ids(model, "eos_token_id") ?? Ids(Read(folder, "generation_config.json"), "eos_token_id")
                ?? Ids(config, "eos_token_id") ?? NamedEnd(Read(folder, "tokenizer_config.json")) ?? new HashSet<int>(),
            ContextLength = Number(model, "context_length") ?? Number(config, "max_position_embeddings") ?? Number(config, "n_positions"),
            SharesBuffers = Member(Member(genAi, "search"), "past_present_share_buffer") is
                { ValueKind: JsonValueKind.True or JsonValueKind.False } shares ? shares.GetBoolean() : null,
            KeyHeads = Number(decoder, "num_key_value_heads") ?? Number(config, "num_key_value_heads") ?? Number(config, "num_attention_heads"),
            HeadSize = Number(decoder, "head_size") ?? Number(config, "head_dim"),
            Names = DecoderNames.Of(Member(decoder, "inputs"), Member(decoder, "outputs")),
        };
    }

    private static JsonElement? Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path)) return null;

        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path, SmallFile.MaxSettings));
            return json.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw new ModelException(ModelFailure.BadModel, $"{file} is no JSON: {broken.Message}", broken);
        }
    }

    internal static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member) ? member : null;

    private static int? Number(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private static HashSet<int>? Ids(JsonElement? of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.Number } one => [one.GetInt32()],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(id => id.GetInt32())],
        _ => null,
    };

    // {"eos_token": "</s>" or {"content": "</s>"}, "added_tokens_decoder": {"2": {"content": "</s>"}}}
    private static HashSet<int>? NamedEnd(JsonElement? tokenizer)
    {
        var end = Member(tokenizer, "eos_token");
        var name = end is { ValueKind: JsonValueKind.String } ? end : Member(end, "content");
        if (name is not { ValueKind: JsonValueKind.String } text) return null;
        if (Member(tokenizer, "added_tokens_decoder") is not { ValueKind: JsonValueKind.Object } added) return null;

        foreach (var token in added.EnumerateObject())
        {
            if (Member(token.Value, "content")?.GetString() == text.GetString() && int.TryParse(token.Name, out var id)) return [id];
        }

        return null;
    }
}

/// <summary>Names of a decoder's inputs and outputs; <c>%d</c> is the layer.</summary>
internal sealed record DecoderNames
{
    public string InputIds { get; init; } = "input_ids";

    public string AttentionMask { get; init; } = "attention_mask";

    public string PositionIds { get; init; } = "position_ids";

    public string PastKey { get; init; } = "past_key_values.%d.key";

    public string PastValue { get; init; } = "past_key_values.%d.value";

    public string Logits { get; init; } = "logits";

    public string PresentKey { get; init; } = "present.%d.key";

    public string PresentValue { get; init; } = "present.%d.value";

    /// <summary>The names that a genai_config.json gives, and the usual ones for the rest.</summary>
    public static DecoderNames Of(JsonElement? inputs, JsonElement? outputs)
    {
        var usual = new DecoderNames();
        return new()
        {
            InputIds = Text(inputs, "input_ids") ?? usual.InputIds,
            AttentionMask = Text(inputs, "attention_mask") ?? usual.AttentionMask,
            PositionIds = Text(inputs, "position_ids") ?? usual.PositionIds,
            PastKey = Text(inputs, "past_key_names") ?? usual.PastKey,
            PastValue = Text(inputs, "past_value_names") ?? usual.PastValue,
            Logits = Text(outputs, "logits") ?? usual.Logits,
            PresentKey = Text(outputs, "present_key_names") ?? usual.PresentKey,
            PresentValue = Text(outputs, "present_value_names") ?? usual.PresentValue,
        };
    }

    /// <summary>The name for one layer.</summary>
    public static string Layer(string pattern, int layer) => pattern.Replace("%d", $"{layer}", StringComparison.Ordinal);

    private static string? Text(JsonElement? of, string name) =>
        DecoderConfig.Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
