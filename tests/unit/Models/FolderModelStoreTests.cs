using System.Security.Cryptography;
using Andamento.Registry;
using Andamento.Serving;
using Andamento.Silo.Models;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

public sealed class FolderModelStoreTests : IDisposable
{
    private const string Name = "main.default.iris";

    private readonly TemporaryFolder _folder = new();
    private readonly FolderModelStore _store;

    public FolderModelStoreTests() =>
        _store = new([Path.Combine(_folder.Path, "missing"), _folder.Path], new(Path.Combine(_folder.Path, "registry")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_is_found_with_its_files_and_verified()
    {
        Put(Name, "1", task: null);

        var model = await FindAsync("1");

        Assert.Equal((ServingTask.Predict, "model.onnx"), (model!.Task, Assert.Single(model.Files).Path));
        Assert.Equal(Folder("1"), await _store.VerifyAsync(model, new Progress<string>(), CancellationToken.None));
    }

    [Fact]
    public async Task The_manifest_says_the_task()
    {
        Put(Name, "1", task: "llm/v1/embeddings");

        Assert.Equal(ServingTask.Embeddings, (await FindAsync("1"))!.Task);
    }

    [Theory]
    [InlineData("main.default.rose", "1")]
    [InlineData(Name, "2")]
    [InlineData("..", "1")]
    [InlineData("../models/main.default.iris", "1")]
    [InlineData(Name, "../1")]
    public async Task What_is_not_there_is_not_found(string name, string version)
    {
        Put(Name, "1", task: null);

        Assert.Null(await _store.FindAsync(name, version, CancellationToken.None));
    }

    [Fact]
    public async Task A_changed_file_is_found_out_also_after_it_was_whole()
    {
        Put(Name, "1", task: null);
        var model = await FindAsync("1");
        await _store.VerifyAsync(model!, new Progress<string>(), CancellationToken.None);

        var path = Path.Combine(Folder("1"), "model.onnx");
        await File.WriteAllTextAsync(path, "WEIGHTS");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        Assert.Equal("The model's file 'model.onnx' does not match its checksum.", await FaultAsync(model!));
    }

    [Fact]
    public async Task A_missing_or_short_file_is_named()
    {
        Put(Name, "1", task: null);
        var model = await FindAsync("1");
        var path = Path.Combine(Folder("1"), "model.onnx");

        await File.WriteAllTextAsync(path, "wei");
        Assert.Equal("The model's file 'model.onnx' has 3 bytes instead of 7.", await FaultAsync(model!));
        File.Delete(path);
        Assert.Equal("The model's file 'model.onnx' is missing.", await FaultAsync(model!));
    }

    [Fact]
    public async Task A_manifest_of_another_version_is_refused()
    {
        Put(Name, "1", task: null);
        Directory.Move(Folder("1"), Folder("2"));

        await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync("2"));
    }

    [Fact]
    public async Task Installed_models_and_their_versions_are_listed_in_order()
    {
        foreach (var version in new[] { "10", "9", "1", "latest", "02" }) Put(Name, version, task: null);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "no.model"));

        Assert.Equal([Name, "registry"], (await _store.ListInstalledAsync(CancellationToken.None)).AsEnumerable());
        Assert.Equal([1, 9, 10], (await _store.ListInstalledAsync(Name, CancellationToken.None)).AsEnumerable());
    }

    private async Task<ModelVersion?> FindAsync(string version) => (await _store.FindAsync(Name, version, CancellationToken.None))?.Model;

    private async Task<string> FaultAsync(ModelVersion model) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => _store.VerifyAsync(model, new Progress<string>(), CancellationToken.None))).Message;

    private string Folder(string version) => Path.Combine(_folder.Path, Name, version);

    private void Put(string name, string version, string? task)
    {
        var content = "weights"u8;
        Directory.CreateDirectory(Folder(version));
        File.WriteAllBytes(Path.Combine(Folder(version), "model.onnx"), content);
        File.WriteAllText(Path.Combine(Folder(version), "model.json"), $$"""
            {"schema_version": 1, "name": "{{name}}", "version": "{{version}}", "task": {{(task is null ? "null" : $"\"{task}\"")}},
             "format": "onnx", "kind": "custom",
             "files": [{"path": "model.onnx", "bytes": {{content.Length}}, "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(content))}}"}]}
            """);
    }
}
