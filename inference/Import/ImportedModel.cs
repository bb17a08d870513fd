using System.Text.Json.Serialization;

namespace Andamento.Inference.Import;

/// <summary>What is known of a model that came without <c>model.json</c>: that file's members, as far as the files tell them.</summary>
public sealed record ImportedModel
{
    /// <summary>How the files are read.</summary>
    public string Format { get; init; } = "onnx";

    /// <summary>What runs it: one of <see cref="ModelKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it does, or null for a custom model.</summary>
    public string? Task { get; init; }

    /// <summary>Its architecture, such as <c>llama</c>; null when nothing says so.</summary>
    public string? ModelType { get; init; }

    /// <summary>The version of MLflow that logged it; null where none did, or it does not say.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>Where this knowledge comes from, for people.</summary>
    public required string Origin { get; init; }

    /// <summary>How token vectors become one; null but for encoders.</summary>
    public ModelPooling? Pooling { get; init; }

    /// <summary>Tokens; null for a custom model.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Its inputs or columns; null when nothing says so.</summary>
    public IReadOnlyList<ModelColumn>? Inputs { get; init; }

    /// <summary>The file that the runtime opens.</summary>
    [JsonIgnore]
    public string ModelFile { get; init; } = "";

    /// <summary>Other variants of the model and their weights, which nobody will run.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unused { get; init; } = [];
}

/// <summary>What whoever imports a model says beside its files. It wins over what they say.</summary>
/// <param name="Task">What the model does; null for what the files say. The same for the others.</param>
/// <param name="ModelType">Its architecture.</param>
/// <param name="Variant">Which of several .onnx files: its path, its name, or its name's end, such as <c>q4</c> of <c>model_q4.onnx</c>.</param>
/// <param name="Columns">Names of the columns of its one matrix; empty for none.</param>
public sealed record ImportWishes(string? Task, string? ModelType, string? Variant, IReadOnlyCollection<string> Columns);
