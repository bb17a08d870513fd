using System.Formats.Tar;
using System.Security.Cryptography;
using Andamento.Registry;
using Andamento.Serving;
using Andamento.Silo.Models;
using Andamento.Tests.Unit.Inference;
using Andamento.Tests.Unit.Models.Archives;
using Andamento.Tests.Unit.Registry;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

/// <summary>From bytes to a version that can be served, on a real folder.</summary>
public sealed class FolderModelIntakeTests : IDisposable
{
    private static readonly byte[] Onnx = ToyModel.Digits().ToBytes();

    private readonly TemporaryFolder _folder = new();
    private readonly FolderModelIntake _intake;
    private readonly FolderModelStore _store;
    private readonly string _sources;

    public FolderModelIntakeTests()
    {
        _sources = Directory.CreateDirectory(Path.Combine(_folder.Path, "sources")).FullName;
        var registry = new RegistryFolder(Path.Combine(_folder.Path, "registry"));
        _intake = new(registry, new() { SourceFolders = { _sources } });
        _store = new([], registry);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_plain_model_file_becomes_a_version()
    {
        var published = await PublishAsync("anything.onnx", Onnx);

        Assert.Equal(ServingTask.Predict, published.Task);
        Assert.Equal(new ModelFile("model.onnx", Onnx.Length, Sha256(Onnx)), Assert.Single(published.Files));
        var folder = await _store.VerifyAsync(Servable(published), new Progress<string>(), CancellationToken.None);
        Assert.Equal(["model.json", "model.onnx"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Columns_that_were_announced_match_data_frames_by_name()
    {
        var published = await PublishAsync("m.onnx", Onnx, columns: ["a", "b", "c"]);

        var folder = await _store.VerifyAsync(Servable(published), new Progress<string>(), CancellationToken.None);
        await using var model = await new Andamento.Inference.OnnxModelLoader().LoadAsync(
            folder, new() { Threads = 1 }, new Progress<string>(), CancellationToken.None);
        var answer = await model.RunAsync(
            new("""{"dataframe_split": {"columns": ["c", "b", "a"], "data": [[3, 2, 1]]}}"""u8.ToArray(), "application/json", "m"), CancellationToken.None);
        Assert.Equal("""{"predictions":[321]}"""u8.ToArray(), answer.Json.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("churn/")]
    public async Task An_archive_brings_its_manifest_at_the_top_or_in_one_folder(string prefix)
    {
        var manifest = """{"format": "onnx", "kind": "custom", "name": "of.another.time", "description": "kept"}""";
        var archive = Archive.Zip(($"{prefix}net.onnx", Onnx), ($"{prefix}model.json", Archive.Text(manifest)), ($"{prefix}notes/a.txt", Archive.Text("hi")));

        var published = await PublishAsync("m.zip", archive);

        Assert.Equal(["net.onnx", "notes/a.txt"], published.Files.Select(file => file.Path));
        var folder = await _store.VerifyAsync(Servable(published), new Progress<string>(), CancellationToken.None);
        var written = await Andamento.Inference.ModelManifest.ReadAsync(folder, CancellationToken.None);
        Assert.Equal(("main.default.churn", "1", "kept"), (written.Name, written.Version, written.Description));
    }

    [Fact]
    public async Task A_compressed_tar_is_read_too() =>
        Assert.Single((await PublishAsync("m.tar.gz", Archive.GZip(Archive.Tar(TarEntryFormat.Pax, ("m.onnx", Onnx))))).Files);

    [Fact]
    public async Task The_first_file_that_the_manifest_names_stays_first()
    {
        var manifest = $$"""
            {"format": "onnx", "kind": "custom", "files": [
              {"path": "z.onnx", "bytes": {{Onnx.Length}}, "sha256": "{{Sha256(Onnx)}}"}]}
            """;

        var published = await PublishAsync("m.zip", Archive.Zip(("a.onnx", Onnx), ("z.onnx", Onnx), ("model.json", Archive.Text(manifest))));

        Assert.Equal(["z.onnx", "a.onnx"], published.Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData("""{"format": "pickle", "kind": "custom"}""", "model.json: format is 'pickle'; this server runs onnx.")]
    [InlineData("""{"format": "onnx", "kind": "magic"}""", "model.json: kind is 'magic'; this server runs sentence-embeddings, custom and language-model.")]
    [InlineData(
        """{"format": "onnx", "kind": "sentence-embeddings", "task": "llm/v1/embeddings", "pooling": {"mode": "mean", "normalize": true}, "max_length": 9}""",
        "model.json: a model of sentence-embeddings needs a tokenizer.json beside it.")]
    [InlineData(
        """{"format": "onnx", "kind": "language-model", "task": "llm/v1/embeddings", "max_length": 9}""",
        "model.json: task must be llm/v1/chat or llm/v1/completions for a language-model.")]
    [InlineData(
        """{"format": "onnx", "kind": "language-model", "task": "llm/v1/chat"}""",
        "model.json: max_length must be more than 1 for a language-model: the length of its context.")]
    [InlineData(
        """{"format": "onnx", "kind": "language-model", "task": "llm/v1/chat", "max_length": 9}""",
        "model.json: a language-model needs a tokenizer.json beside it.")]
    [InlineData("""{"format": "onnx", "kind": "custom", "task": "llm/v1/chat"}""", "model.json: task is 'llm/v1/chat'; a custom model has none, so leave it out.")]
    [InlineData("[]", "model.json is no JSON object.")]
    [InlineData("{", "model.json cannot be read: ")]
    [InlineData("""{"format": 7, "kind": "custom"}""", "The model.json in 'the upload' cannot be used: ")]
    [InlineData("""{"format": "onnx", "kind": "custom", "files": [null]}""", "model.json: files must be a list of objects.")]
    [InlineData("""{"format": "onnx", "kind": "custom", "files": 7}""", "model.json: files cannot be read: ")]
    [InlineData(
        """{"format": "onnx", "kind": "custom", "files": [{"path": "gone.onnx", "bytes": 1, "sha256": "0"}]}""",
        "model.json names the file 'gone.onnx', which is not there.")]
    [InlineData(
        """{"format": "onnx", "kind": "custom", "files": [{"path": "m.onnx", "bytes": 1, "sha256": "0"}]}""",
        "The file 'm.onnx' is not the one whose length and SHA-256 model.json names.")]
    public async Task A_manifest_that_cannot_be_served_is_refused_with_what_to_change(string manifest, string refusal) =>
        Assert.StartsWith(
            refusal, await RefusalAsync("m.zip", Archive.Zip(("m.onnx", Onnx), ("model.json", Archive.Text(manifest)))), StringComparison.Ordinal);

    [Fact]
    public async Task Files_without_a_manifest_must_be_one_model()
    {
        Assert.Equal(
            "There is no model.json at the top, and no .onnx file: add a model.json that says what the files are.",
            await RefusalAsync("m.zip", Archive.Zip(("readme.txt", Archive.Text("hi")))));
        Assert.Equal(
            "There is no model.json at the top, and more than one .onnx file: add a model.json that says what the files are.",
            await RefusalAsync("m.zip", Archive.Zip(("a.onnx", Onnx), ("b.onnx", Onnx))));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_found_out_before_anybody_serves_it()
    {
        Assert.Equal("model.onnx is no ONNX model, or its end is missing.", await RefusalAsync("m.onnx", Archive.Text("<html>not found</html>")));
        Assert.Equal("model.onnx is no ONNX model, or its end is missing.", await RefusalAsync("m.onnx", Onnx[..^3]));
    }

    [Fact]
    public async Task Bytes_that_are_not_those_announced_are_refused()
    {
        var version = Version("m.onnx", Onnx);
        await AppendAsync(version, [.. Onnx[..^1], (byte)(Onnx[^1] ^ 1)]);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _intake.PublishAsync(version, CancellationToken.None));

        Assert.Contains($"and {Sha256(Onnx)} was announced", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "registry", "staging")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "registry", "versions")));
    }

    [Fact]
    public async Task Publishing_again_replaces_what_a_try_that_was_cut_off_has_left()
    {
        var version = Version("m.onnx", Onnx);
        await AppendAsync(version, Onnx);
        var first = await _intake.PublishAsync(version, CancellationToken.None);
        var second = await _intake.PublishAsync(version, CancellationToken.None);

        Assert.Equal(first.Files.AsEnumerable(), second.Files);
        await _store.VerifyAsync(Servable(second), new Progress<string>(), CancellationToken.None);
    }

    [Fact]
    public async Task An_upload_is_as_long_as_its_file_also_for_another_process()
    {
        var version = Version("m.onnx", Onnx);
        await _intake.AppendAsync(version.Upload!.Id, new(0, Onnx.AsMemory(0, 10)), CancellationToken.None);
        await _intake.FlushAsync(version.Upload.Id, CancellationToken.None);

        var other = new FolderModelIntake(new RegistryFolder(Path.Combine(_folder.Path, "registry")), new());
        Assert.Equal(10, await other.ReceivedAsync(version.Upload.Id, CancellationToken.None));
        Assert.Equal(Onnx.Length, await other.AppendAsync(version.Upload.Id, new(10, Onnx.AsMemory(10)), CancellationToken.None));
        await other.PublishAsync(version, CancellationToken.None);
    }

    [Fact]
    public async Task Only_silent_uploads_are_swept()
    {
        var (silent, busy) = (Version("a.onnx", Onnx), Version("b.onnx", Onnx));
        await AppendAsync(silent, Onnx);
        await AppendAsync(busy, Onnx);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "registry", "uploads", silent.Upload!.Id), DateTime.UnixEpoch);

        await _intake.SweepAsync(DateTimeOffset.UnixEpoch.AddDays(1), CancellationToken.None);

        Assert.Equal(0, await _intake.ReceivedAsync(silent.Upload.Id, CancellationToken.None));
        Assert.Equal(Onnx.Length, await _intake.ReceivedAsync(busy.Upload!.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("file://")]
    public async Task A_folder_on_the_server_is_copied(string scheme)
    {
        var source = Directory.CreateDirectory(Path.Combine(_sources, "churn")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(source, "net.onnx"), Onnx);

        var published = await _intake.PublishAsync(Version(scheme + source), CancellationToken.None);
        File.Delete(Path.Combine(source, "net.onnx"));

        await _store.VerifyAsync(Servable(published), new Progress<string>(), CancellationToken.None); // what happens to the source later changes nothing
    }

    [Theory]
    [InlineData("s3://bucket/model", "is no folder of this server. Leave it out")]
    [InlineData("relative/model", "is no folder of this server. Leave it out")]
    [InlineData("/etc", "is in none of the folders that the operator has allowed")]
    [InlineData("{sources}", "is in none of the folders that the operator has allowed")]
    [InlineData("{sources}/../registry", "is in none of the folders that the operator has allowed")]
    [InlineData("{sources}/%2e%2e/registry", "is no folder of this server.")]
    [InlineData("file://{sources}/%2e%2e/registry", "is in none of the folders that the operator has allowed")]
    [InlineData("{sources}x", "is in none of the folders that the operator has allowed")]
    [InlineData("{sources}/missing", "is no folder of this server.")]
    public void A_source_that_may_not_be_read_is_refused(string source, string refusal)
    {
        Directory.CreateDirectory(_sources + "x");

        var refused = Assert.Throws<InvalidDataException>(
            () => _intake.CheckSource(source.Replace("{sources}", _sources, StringComparison.Ordinal)));

        Assert.Contains(refusal, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_on_the_way_to_a_source_and_inside_it_are_refused()
    {
        var secret = Directory.CreateDirectory(Path.Combine(_folder.Path, "secret")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(_sources, "way"), secret);
        var inside = Directory.CreateDirectory(Path.Combine(_sources, "inside")).FullName;
        File.CreateSymbolicLink(Path.Combine(inside, "model.onnx"), "/etc/passwd");

        Assert.Contains(
            "leads through a symbolic link",
            Assert.Throws<InvalidDataException>(() => _intake.CheckSource(Path.Combine(_sources, "way"))).Message, StringComparison.Ordinal);
        Assert.Equal(
            "'model.onnx' is a symbolic link, which is refused.",
            (await Assert.ThrowsAsync<InvalidDataException>(() => _intake.PublishAsync(Version(inside), CancellationToken.None))).Message);
    }

    private async Task<PublishedModel> PublishAsync(string fileName, byte[] content, string[]? columns = null)
    {
        var version = Version(fileName, content, columns);
        await AppendAsync(version, content);
        return await _intake.PublishAsync(version, CancellationToken.None);
    }

    private async Task<string> RefusalAsync(string fileName, byte[] content) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => PublishAsync(fileName, content))).Message;

    private Task<long> AppendAsync(RegisteredVersion version, byte[] content) =>
        _intake.AppendAsync(version.Upload!.Id, new(0, content), CancellationToken.None);

    private static RegisteredVersion Version(string source) => Samples.Version(1) with { Source = source };

    private static RegisteredVersion Version(string fileName, byte[] content, string[]? columns = null) => Samples.Version(1) with
    {
        Upload = new()
        {
            Id = Samples.NewId(), FileName = fileName, Bytes = content.Length, Sha256 = Sha256(content),
            Columns = [.. columns ?? []], StartedAt = Samples.Time, Complete = true,
        },
    };

    private static ModelVersion Servable(PublishedModel published) =>
        new() { FullName = "main.default.churn", Version = "1", Task = published.Task, Files = published.Files, StoredAs = Samples.Version(1).Id };

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
