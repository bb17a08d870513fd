using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Andamento.Inference;
using Andamento.Inference.Import;
using Andamento.Registry;
using ModelFile = Andamento.Registry.ModelFile;

namespace Andamento.Silo.Models;

/// <summary>
/// Model versions in folders. The operator's are <c>{root}/{catalog.schema.model}/{version}/model.json</c> and the files it names;
/// the registry's lie in its own folder.
/// </summary>
/// <param name="roots">Where the operator's lie; the first one that has a version wins.</param>
/// <param name="registry">Where the registry's lie.</param>
internal sealed class FolderModelStore(IReadOnlyList<string> roots, RegistryFolder registry) : IModelStore
{
    private const string ManifestName = "model.json";

    // Hashing gigabytes takes seconds, and a file that did not change since is still whole.
    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, long Bytes, string Sha256)> _whole = new(StringComparer.Ordinal);

    public Task<ImmutableArray<string>> ListInstalledAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. Folders("").Where(name => ModelName.TryParse(name, out _)).Order(StringComparer.Ordinal)]);

    public Task<ImmutableArray<int>> ListInstalledAsync(string fullName, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<int>>(IsName(fullName) ? [.. Folders(fullName).Select(Number).OfType<int>().Order()] : []);

    public async Task<InstalledVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken)
    {
        if (Folder(fullName, version) is not { } folder) return null;
        var manifest = await ReadAsync(folder, cancellationToken);
        if (manifest.Name != fullName || manifest.Version != version)
            throw new InvalidDataException($"The model.json in '{folder}' is that of '{manifest.Name}' version '{manifest.Version}'.");

        var model = new ModelVersion
        {
            FullName = fullName,
            Version = version,
            Task = ModelTask.Of(manifest),
            Files = [.. manifest.Files.Select(file => new ModelFile(file.Path, file.Bytes, file.Sha256.ToLowerInvariant()))],
        };
        return new(model, manifest.Description, manifest.Source, new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(folder, ManifestName))))
        {
            ModelType = TypeOf(folder, manifest), MlflowVersion = manifest.MlflowVersion, Origin = manifest.Origin,
        };
    }

    public async Task<string> VerifyAsync(ModelVersion model, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var folder = (model.StoredAs is { } id ? registry.FindVersion(id) : Folder(model.FullName, model.Version))
            ?? throw new InvalidDataException($"Model '{model.FullName}' version '{model.Version}' is not on this silo.");
        var check = new FileCheck(model.Files.Sum(file => file.Bytes), progress);
        foreach (var file in model.Files) await VerifyAsync(Path.Combine(folder, file.Path), file, check, cancellationToken);
        return folder;
    }

    public Task RemoveAsync(string storedAs, CancellationToken cancellationToken)
    {
        registry.RemoveVersion(storedAs);
        return Task.CompletedTask;
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

    private static string? TypeOf(string folder, ModelManifest manifest)
    {
        try
        {
            return ModelImport.TypeOf(folder, manifest);
        }
        catch (Exception broken) when (broken is ModelException or IOException or UnauthorizedAccessException)
        {
            return null; // what nobody can read says nothing; loading the model will say more
        }
    }

    private static int? Number(string folder) =>
        int.TryParse(folder, NumberStyles.None, null, out var number) && number > 0 && $"{number}" == folder ? number : null;

    /// <summary>Names of folders with something in them, in any of the roots.</summary>
    private IEnumerable<string> Folders(string below) => roots.Select(root => Path.Combine(root, below)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateDirectories(folder)).Select(path => Path.GetFileName(path)).Distinct(StringComparer.Ordinal);

    private string? Folder(string fullName, string version) => IsName(fullName) && IsName(version)
        ? roots.Select(root => Path.Combine(root, fullName, version)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, ManifestName)))
        : null;

    // The grain's key is whatever a caller wrote: it must never name a folder outside the roots.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 800 && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private async Task VerifyAsync(string path, ModelFile expected, FileCheck check, CancellationToken cancellationToken)
    {
        var found = new FileInfo(path);
        if (!found.Exists) throw new InvalidDataException($"The model's file '{expected.Path}' is missing.");
        if (found.Length != expected.Bytes)
            throw new InvalidDataException($"The model's file '{expected.Path}' has {found.Length} bytes instead of {expected.Bytes}.");

        var whole = (found.LastWriteTimeUtc, found.Length, expected.Sha256);
        if (_whole.TryGetValue(path, out var known) && known == whole)
        {
            check.Skip(found.Length);
            return;
        }

        if (await check.HashAsync(path, cancellationToken) != expected.Sha256)
            throw new InvalidDataException($"The model's file '{expected.Path}' does not match its checksum.");
        _whole[path] = whole;
    }
}
