using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>The files of a model on their way in.</summary>
internal sealed class ImportFolder(string folder, IReadOnlyCollection<string> paths)
{
    // Whole-precision exports, in the order in which they are preferred: one graph with its past, then one.
    private static readonly string[] Whole = ["model.onnx", "decoder_model_merged.onnx"];

    /// <summary>Where they lie.</summary>
    public string Path => folder;

    /// <summary>The .onnx files, in order.</summary>
    public IReadOnlyList<string> Models { get; } =
        [.. paths.Where(path => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a file is there.</summary>
    public bool Has(string path) => paths.Contains(path);

    /// <summary>A file's JSON; null where there is no such file.</summary>
    /// <exception cref="ModelException">It is none.</exception>
    public JsonElement? Json(string path)
    {
        if (!Has(path)) return null;
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(System.IO.Path.Combine(folder, path), SmallFile.MaxSettings));
            return json.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw new ModelException(ModelFailure.BadModel, $"{path} is no JSON: {broken.Message}", broken);
        }
    }

    /// <summary>The .onnx file to serve: the variant that was asked for, else the one in whole precision, else the only one.</summary>
    public string Choose(string? variant)
    {
        if (variant is not null)
        {
            if (Models.Contains(variant)) return variant;
            var meant = Models.Where(path => Is(path, variant)).ToList();
            return meant is [var one] ? one : throw Bad($"The variant '{variant}' means {(meant.Count == 0 ? "no" : "more than one")} .onnx file; there are {Listed}.");
        }

        foreach (var name in Whole)
        {
            if (Models.Where(path => Name(path) == name).ToList() is [var whole]) return whole;
        }

        return Models switch
        {
            [var only] => only,
            [] => throw Bad("There is no .onnx file. Export the model to ONNX first, for example with optimum-cli export onnx."),
            _ when Models.Any(path => Name(path) == "decoder_with_past_model.onnx") => throw Bad(
                "The decoder lies in two files, with and without its past. Export it again in one (optimum-cli export onnx without --no-post-process, "
                + "or --task text-generation-with-past)."),
            _ => throw Bad($"There are several .onnx files: {Listed}. Say which by the version's tag 'variant' (andamento models import --variant)."),
        };
    }

    /// <summary>What nobody will run when a file is chosen: the other .onnx files, and weights that are named after one.</summary>
    public IReadOnlyList<string> Unused(string chosen)
    {
        var others = Models.Where(path => path != chosen).ToList();
        return [.. paths.Where(path => !path.StartsWith(chosen, StringComparison.Ordinal)
            && others.Exists(other => path.StartsWith(other, StringComparison.Ordinal)))];
    }

    /// <summary>A refusal.</summary>
    public static ModelException Bad(string message) => new(ModelFailure.BadModel, message);

    private string Listed => Models.Count == 0 ? "none" : string.Join(", ", Models);

    private static string Name(string path) => System.IO.Path.GetFileName(path);

    private static bool Is(string path, string variant)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(path);
        return Name(path) == variant || stem == variant || stem.EndsWith($"_{variant}", StringComparison.Ordinal);
    }
}
