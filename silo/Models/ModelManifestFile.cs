using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Silo.Models;

/// <summary>What the registry needs of <c>model.json</c>; other members are the loader's.</summary>
internal sealed record ModelManifestFile
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string? FullName { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? Version { get; init; }

    public string? Task { get; init; }

    public ImmutableArray<FileEntry> Files { get; init; } = [];

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, or is not that of this version.</exception>
    public static ModelVersion Read(string path, byte[] content, string fullName, string version)
    {
        var manifest = Parse(path, content);
        if (manifest.FullName != fullName || manifest.Version?.ToString() != version)
            throw new InvalidDataException($"'{path}' is that of '{manifest.FullName}' version '{manifest.Version}'.");
        if (manifest.Files.IsDefaultOrEmpty) throw new InvalidDataException($"'{path}' names no files.");
        foreach (var file in manifest.Files) file.Check(path);

        return new()
        {
            FullName = fullName,
            Version = version,
            Task = ReadTask(path, manifest.Task),
            Files = [.. manifest.Files.Select(file => new ModelFile(file.Path!, file.Bytes, file.Sha256!.ToLowerInvariant()))],
        };
    }

    private static ModelManifestFile Parse(string path, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelManifestFile>(content, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"'{path}' is no manifest: {broken.Message}", broken);
        }
    }

    private static ServingTask ReadTask(string path, string? task)
    {
        if (string.IsNullOrEmpty(task)) return ServingTask.Predict;
        return ServingTasks.TryParse(task, out var known) ? known : throw new InvalidDataException($"'{path}': '{task}' is no task.");
    }

    internal sealed record FileEntry(string? Path, long Bytes, string? Sha256)
    {
        public void Check(string manifest)
        {
            if (string.IsNullOrEmpty(Path) || Path.Contains('\\') || Path.Contains(':')
                || Path.Split('/').Any(part => part is "" or "." or ".."))
                throw new InvalidDataException($"'{manifest}': '{Path}' is no path inside the model's folder.");
            if (Sha256 is not { Length: 64 } || !Sha256.All(char.IsAsciiHexDigit))
                throw new InvalidDataException($"'{manifest}': file '{Path}' has no sha256 of 64 hex digits.");
        }
    }
}
