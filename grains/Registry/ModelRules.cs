using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>Rules for what callers say about models and versions.</summary>
internal static partial class ModelRules
{
    private const int MaxDescription = 65_535;
    private const int MaxTags = 100;
    private const int MaxKey = 250;
    private const int MaxValue = 5000;
    private const int MaxText = 4096;

    private static readonly string[] Endings = [".zip", ".tar", ".tar.gz", ".tgz", ".onnx"];

    /// <summary>Checks the name of a model that is about to be made.</summary>
    public static ModelName CheckName(string field, string fullName)
    {
        if (!ModelName.TryParse(fullName, out var name))
            throw Invalid.Value(field, fullName, "is no model name: catalog.schema.model, or one word, of letters, digits, '_' and '-'.");
        CheckWritable(name);
        return name;
    }

    /// <summary>Refuses to change what comes with the installation.</summary>
    public static void CheckWritable(ModelName name)
    {
        if (name.IsSystem)
        {
            throw new ServingException(
                FailureKind.PermissionDenied, $"Model '{name}' comes with the installation; the catalog 'system' is read-only.");
        }
    }

    /// <summary>Checks free text.</summary>
    public static void CheckDescription(string text)
    {
        if (text.Length > MaxDescription) throw Invalid.Field("description", $"is longer than {MaxDescription} characters.");
    }

    /// <summary>Checks a short text, such as a run's id.</summary>
    public static void CheckText(string field, string? text)
    {
        if (text is { Length: > MaxText }) throw Invalid.Field(field, $"is longer than {MaxText} characters.");
    }

    /// <summary>Checks tags, and puts them in the order of their keys.</summary>
    public static ImmutableArray<ModelTag> CheckTags(ImmutableArray<ModelTag> tags)
    {
        foreach (var (tag, index) in tags.Select((tag, index) => (tag, index)))
        {
            CheckTag($"tags[{index}]", tag);
            if (tags.Take(index).Any(other => other.Key == tag.Key)) throw Invalid.Value($"tags[{index}].key", tag.Key, "comes twice.");
        }

        return CheckCount([.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)]);
    }

    /// <summary>Sets a tag, or removes it when it has no value.</summary>
    public static ImmutableArray<ModelTag> ChangeTag(ImmutableArray<ModelTag> tags, string key, string? value)
    {
        CheckTag("", new(key, value ?? ""));
        var others = tags.Where(tag => tag.Key != key);
        return value is null
            ? [.. others]
            : CheckCount([.. others.Append(new(key, value)).OrderBy(tag => tag.Key, StringComparer.Ordinal)]);
    }

    /// <summary>Checks an alias.</summary>
    public static void CheckAlias(string alias)
    {
        if (!ModelName.IsPart(alias))
            throw Invalid.Value("alias", alias, "must be 1 to 255 letters, digits, '_' and '-'.");
        if (Reserved().IsMatch(alias)) throw Invalid.Value("alias", alias, "is reserved; 'latest' and 'v1' say which version they are.");
    }

    /// <summary>Checks what an upload announces.</summary>
    public static void CheckUpload(BeginModelUpload upload, long maxBytes)
    {
        if (upload.FileName.Length is 0 or > 255 || upload.FileName.AsSpan().ContainsAny('/', '\\', '\0'))
            throw Invalid.Field("file_name", "must be a file's name of 1 to 255 characters, without folders.");
        if (!Endings.Any(ending => upload.FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            throw Invalid.Value("file_name", upload.FileName, $"must end in {string.Join(", ", Endings)}.");
        if (upload.Bytes < 1) throw Invalid.Value("bytes", upload.Bytes, "must be at least 1.");
        if (upload.Bytes > maxBytes)
            throw Invalid.Value("bytes", upload.Bytes, $"is more than {maxBytes}, which is Andamento:Registry:MaxUploadBytes.");
        if (!Checksum().IsMatch(upload.Sha256)) throw Invalid.Field("sha256", "must be the 64 hexadecimal digits of the file's SHA-256.");
        CheckColumns(upload);
    }

    private static void CheckColumns(BeginModelUpload upload)
    {
        if (upload.Columns.IsEmpty) return;
        if (!upload.FileName.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw Invalid.Field("inputs", "is for a plain .onnx file; an archive says it in its model.json.");
        for (var index = 0; index < upload.Columns.Length; index++)
        {
            if (upload.Columns[index].Length is 0 or > MaxKey)
                throw Invalid.Field($"inputs[{index}].name", $"must have 1 to {MaxKey} characters.");
        }
    }

    private static void CheckTag(string path, ModelTag tag)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        if (tag.Key.Length is 0 or > MaxKey) throw Invalid.Field($"{prefix}key", $"must have 1 to {MaxKey} characters.");
        if (tag.Value.Length > MaxValue) throw Invalid.Field($"{prefix}value", $"is longer than {MaxValue} characters.");
    }

    private static ImmutableArray<ModelTag> CheckCount(ImmutableArray<ModelTag> tags) => tags.Length <= MaxTags
        ? tags
        : throw Invalid.Value("tags", tags.Length, $"are too many; at most {MaxTags} are kept.");

    [GeneratedRegex(@"^(latest|v[0-9]+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"^[0-9a-fA-F]{64}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Checksum();
}
