using System.Text.Json;

namespace Andamento.Inference;

/// <summary>What <c>model.json</c> in a model's folder says.</summary>
public sealed record ModelManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The shape of this file: 1.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary><c>catalog.schema.model</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The registered version.</summary>
    public required string Version { get; init; }

    /// <summary><c>llm/v1/embeddings</c>, <c>llm/v1/chat</c> or <c>llm/v1/completions</c>, or null for a custom model.</summary>
    public string? Task { get; init; }

    /// <summary>How the files are read: <c>onnx</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What runs it: one of <see cref="ModelKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Every file of the model, this one not.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>How token vectors become one; null for a custom model.</summary>
    public ModelPooling? Pooling { get; init; }

    /// <summary>
    /// Lengths to which an encoder's vectors may be cut, because it was trained so (Matryoshka). Null for its own length only.
    /// </summary>
    public IReadOnlyList<int>? Dimensions { get; init; }

    /// <summary>Begins every text of a request that says <c>"input_type": "query"</c>. Null for nothing.</summary>
    public string? QueryPrefix { get; init; }

    /// <summary>
    /// Tokens of one text, with the model's marks; an encoder cuts off what is more. For a language model: tokens of prompt and
    /// continuation together. Null for a custom model.
    /// </summary>
    public int? MaxLength { get; init; }

    /// <summary>
    /// For people and for data frames: the model's inputs, or the names of the columns of its one matrix, in order. May be null.
    /// </summary>
    public IReadOnlyList<ModelColumn>? Inputs { get; init; }

    /// <summary>
    /// Whether requests may share a run. Null decides by the shapes, which is right unless rows of one run see each other.
    /// </summary>
    public bool? Batching { get; init; }

    /// <summary>
    /// Language models for chat: begins a conversation that has no system message of its own. Null for nothing.
    /// </summary>
    public string? DefaultSystemPrompt { get; init; }

    /// <summary>Its architecture, such as <c>llama</c> or <c>gte-large</c>; null when nobody said so.</summary>
    public string? ModelType { get; init; }

    /// <summary>The version of MLflow that logged it; null where none did, or it does not say.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>Where task and model type come from, for people; null for what was written by hand.</summary>
    public string? Origin { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The licence's name.</summary>
    public string? License { get; init; }

    /// <summary>Where the files came from.</summary>
    public string? Source { get; init; }

    /// <summary>Reads <c>model.json</c> of a model's folder.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is missing, broken or of a later schema.</exception>
    public static async Task<ModelManifest> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(Path.Combine(folder, "model.json"));
            var manifest = await JsonSerializer.DeserializeAsync<ModelManifest>(stream, Json, cancellationToken)
                ?? throw new JsonException("it says null");
            Check(manifest);
            return manifest;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelException(
                ModelFailure.BadModel, $"The model.json in '{folder}' cannot be used: {broken.Message}", broken);
        }
    }

    private static void Check(ModelManifest manifest)
    {
        if (manifest.SchemaVersion != 1)
        {
            throw new JsonException($"its schema_version is {manifest.SchemaVersion}; this server reads 1");
        }

        foreach (var file in manifest.Files)
        {
            if (Path.IsPathRooted(file.Path) || file.Path.Split('/', '\\').Contains(".."))
            {
                throw new JsonException($"the file '{file.Path}' is not inside the model's folder");
            }
        }
    }
}

/// <summary>The kinds of model that this build runs.</summary>
public static class ModelKinds
{
    /// <summary>Texts to vectors, by a BERT-like encoder.</summary>
    public const string SentenceEmbeddings = "sentence-embeddings";

    /// <summary>Data frames or tensors to predictions.</summary>
    public const string Custom = "custom";

    /// <summary>Texts or conversations to their continuation, by a decoder.</summary>
    public const string LanguageModel = "language-model";
}

/// <summary>One file of a model.</summary>
/// <param name="Path">Relative to the model's folder, with <c>/</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum, lower-case hexadecimal.</param>
public sealed record ModelFile(string Path, long Bytes, string Sha256);

/// <summary>How token vectors become one.</summary>
/// <param name="Mode"><c>mean</c> of the text's tokens, <c>cls</c>: the first one, or <c>last</c>.</param>
/// <param name="Normalize">Whether vectors have length 1.</param>
public sealed record ModelPooling(string Mode, bool Normalize);

/// <summary>An input, or a column of one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type, for people.</param>
/// <param name="Shape">Its axes, -1 where free, for people; null for a column.</param>
public sealed record ModelColumn(string Name, string? Type = null, IReadOnlyList<long>? Shape = null);
