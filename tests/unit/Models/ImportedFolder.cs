using System.Text;
using Andamento.Inference;
using Andamento.Registry;
using Andamento.Silo.Models;
using Andamento.Tests.Unit.Inference;
using Andamento.Tests.Unit.Registry;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

/// <summary>A folder that another tool wrote, on its way to become a version.</summary>
internal sealed class ImportedFolder : IDisposable
{
    /// <summary>A small graph of three numbers.</summary>
    public static readonly byte[] Onnx = ToyModel.Digits().ToBytes();

    private readonly TemporaryFolder _folder = new();
    private readonly FolderModelIntake _intake;
    private readonly RegistryFolder _registry;

    public ImportedFolder()
    {
        var sources = System.IO.Path.Combine(_folder.Path, "sources");
        Path = Directory.CreateDirectory(System.IO.Path.Combine(sources, "model")).FullName;
        _registry = new(System.IO.Path.Combine(_folder.Path, "registry"));
        _intake = new(_registry, new() { SourceFolders = { sources } });
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    public Task<PublishedModel> PublishAsync(params ModelTag[] tags) =>
        _intake.PublishAsync(Samples.Version(1) with { Source = Path, Tags = [.. tags] }, CancellationToken.None);

    /// <summary>Why it cannot become one.</summary>
    public async Task<string> RefusalAsync(params ModelTag[] tags) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => PublishAsync(tags))).Message;

    /// <summary>The description that a version has got.</summary>
    public Task<ModelManifest> ManifestAsync() => ModelManifest.ReadAsync(_registry.FindVersion(Samples.Version(1).Id)!, CancellationToken.None);

    public void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    public void Write(string path, byte[] content)
    {
        var place = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, content);
    }

    public void CopyFrom(string folder, params string[] names)
    {
        foreach (var name in names) Copy(folder, name, name);
    }

    public void Copy(string folder, string name, string path) => Write(path, File.ReadAllBytes(System.IO.Path.Combine(folder, name)));

    public void Dispose() => _folder.Dispose();
}
