using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Andamento.Inference.Import;
using Andamento.Registry;
using ModelFile = Andamento.Inference.ModelFile;

namespace Andamento.Silo.Models;

/// <summary>
/// Makes <c>model.json</c> of a version: from the one that came with its files, with its name, version and checksums filled in; or
/// from what the files are otherwise.
/// </summary>
internal static class ManifestMaking
{
    /// <summary>The file's name.</summary>
    public const string FileName = "model.json";

    private const int MaxManifestBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the manifest into the folder of the files.</summary>
    /// <exception cref="InvalidDataException">The files are no model; the message says what to change.</exception>
    public static async Task WriteAsync(
        string folder, IReadOnlyList<ModelFile> files, RegisteredVersion version, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        var content = files.Where(file => file.Path != FileName).ToList();
        var manifest = files.FirstOrDefault(file => file.Path == FileName) is { } brought
            ? await ReadAsync(path, brought, cancellationToken)
            : Import(folder, content, version);

        if (Tag(version, "model_type") is { } type) manifest["model_type"] ??= type;
        manifest["schema_version"] ??= 1;
        manifest["name"] = version.FullName;
        manifest["version"] = $"{version.Version}";
        manifest["files"] = JsonSerializer.SerializeToNode(Order(manifest["files"], content), Json);
        await File.WriteAllTextAsync(path, manifest.ToJsonString(new() { WriteIndented = true }), cancellationToken);
    }

    /// <summary>What the files are; those that nobody will run are taken away. The file that is run comes first.</summary>
    private static JsonObject Import(string folder, List<ModelFile> content, RegisteredVersion version)
    {
        var found = ModelImport.Describe(folder, [.. content.Select(file => file.Path)], Wishes(version));
        foreach (var unused in found.Unused) File.Delete(Path.Combine(folder, unused));
        content.RemoveAll(file => found.Unused.Contains(file.Path));

        var manifest = JsonSerializer.SerializeToNode(found, Json)!.AsObject();
        manifest["files"] = JsonSerializer.SerializeToNode(content.Where(file => file.Path == found.ModelFile), Json);
        return manifest;
    }

    private static ImportWishes Wishes(RegisteredVersion version) =>
        new(Tag(version, "task"), Tag(version, "model_type"), Tag(version, "variant"), version.Upload?.Columns ?? []);

    private static string? Tag(RegisteredVersion version, string key) =>
        version.Tags.FirstOrDefault(tag => tag.Key == key)?.Value is { Length: > 0 } value ? value : null;

    private static async Task<JsonObject> ReadAsync(string path, ModelFile brought, CancellationToken cancellationToken)
    {
        if (brought.Bytes > MaxManifestBytes) throw new InvalidDataException($"{FileName} is longer than {MaxManifestBytes} bytes.");
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonNode.ParseAsync(
                file, documentOptions: new() { AllowDuplicateProperties = false }, cancellationToken: cancellationToken) as JsonObject
                ?? throw new InvalidDataException($"{FileName} is no JSON object.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{FileName} cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>The files in the order in which the manifest names them, then the others. What it says of them must be true.</summary>
    private static List<ModelFile> Order(JsonNode? named, List<ModelFile> found)
    {
        if (named is null) return [.. found.OrderBy(file => file.Path, StringComparer.Ordinal)];
        var ordered = Declared(named).Select(declared => Match(declared, found)).ToList();
        return [.. ordered, .. found.Except(ordered).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static List<ModelFile> Declared(JsonNode named)
    {
        try
        {
            return named.Deserialize<List<ModelFile?>>(Json) is { } files && !files.Contains(null)
                ? [.. files.OfType<ModelFile>()]
                : throw new InvalidDataException($"{FileName}: files must be a list of objects.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{FileName}: files cannot be read: {broken.Message}", broken);
        }
    }

    private static ModelFile Match(ModelFile declared, List<ModelFile> found)
    {
        var file = found.FirstOrDefault(file => file.Path == declared.Path)
            ?? throw new InvalidDataException($"{FileName} names the file '{declared.Path}', which is not there.");
        return file.Bytes == declared.Bytes && file.Sha256.Equals(declared.Sha256, StringComparison.OrdinalIgnoreCase)
            ? file
            : throw new InvalidDataException($"The file '{declared.Path}' is not the one whose length and SHA-256 {FileName} names.");
    }
}
