using System.Collections.Concurrent;
using System.Security.Cryptography;
using Andamento.Inference;
using Andamento.Registry;
using Andamento.Serving;
using ModelFile = Andamento.Registry.ModelFile;

namespace Andamento.Silo.Models;

/// <summary>Model versions in folders: <c>{root}/{catalog.schema.model}/{version}/model.json</c> and the files it names.</summary>
/// <param name="roots">Where to look, in this order.</param>
internal sealed class FolderModelStore(IReadOnlyList<string> roots) : IModelStore
{
    // Hashing gigabytes takes seconds, and a file that did not change since is still whole.
    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, long Bytes, string Sha256)> _whole = new(StringComparer.Ordinal);

    public async Task<ModelVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken)
    {
        if (Folder(fullName, version) is not { } folder) return null;
        var manifest = await ReadAsync(folder, cancellationToken);
        if (manifest.Name != fullName || manifest.Version != version)
            throw new InvalidDataException($"The model.json in '{folder}' is that of '{manifest.Name}' version '{manifest.Version}'.");

        return new()
        {
            FullName = fullName,
            Version = version,
            Task = Task(manifest),
            Files = [.. manifest.Files.Select(file => new ModelFile(file.Path, file.Bytes, file.Sha256.ToLowerInvariant()))],
        };
    }

    public async Task<string> VerifyAsync(ModelVersion model, CancellationToken cancellationToken)
    {
        var folder = Folder(model.FullName, model.Version)
            ?? throw new InvalidDataException($"Model '{model.FullName}' version '{model.Version}' is not on this silo.");
        foreach (var file in model.Files) await VerifyAsync(Path.Combine(folder, file.Path), file, cancellationToken);
        return folder;
    }

    private static async Task<ModelManifest> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await ModelManifest.ReadAsync(folder, cancellationToken);
        }
        catch (ModelException broken)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    private static ServingTask Task(ModelManifest manifest)
    {
        if (string.IsNullOrEmpty(manifest.Task)) return ServingTask.Predict;
        return ServingTasks.TryParse(manifest.Task, out var task)
            ? task
            : throw new InvalidDataException($"'{manifest.Task}' is no task that a model of this cluster has.");
    }

    private string? Folder(string fullName, string version) => IsName(fullName) && IsName(version)
        ? roots.Select(root => Path.Combine(root, fullName, version)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "model.json")))
        : null;

    // The grain's key is whatever a caller wrote: it must never name a folder outside the roots.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 800 && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private async Task VerifyAsync(string path, ModelFile expected, CancellationToken cancellationToken)
    {
        var found = new FileInfo(path);
        if (!found.Exists) throw new InvalidDataException($"The model's file '{expected.Path}' is missing.");
        if (found.Length != expected.Bytes)
            throw new InvalidDataException($"The model's file '{expected.Path}' has {found.Length} bytes instead of {expected.Bytes}.");

        var whole = (found.LastWriteTimeUtc, found.Length, expected.Sha256);
        if (_whole.TryGetValue(path, out var known) && known == whole) return;
        await using var file = File.OpenRead(path);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != expected.Sha256)
            throw new InvalidDataException($"The model's file '{expected.Path}' does not match its checksum.");
        _whole[path] = whole;
    }
}
