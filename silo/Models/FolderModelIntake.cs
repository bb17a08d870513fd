using Andamento.Inference;
using Andamento.Inference.Import;
using Andamento.Registry;
using Andamento.Silo.Hosting;
using Andamento.Silo.Models.Archives;
using ModelFile = Andamento.Registry.ModelFile;

namespace Andamento.Silo.Models;

/// <summary>New versions in folders: uploads are files that grow, and a version is prepared beside its place and then renamed.</summary>
internal sealed class FolderModelIntake(RegistryFolder folder, ModelFolderOptions options) : IModelIntake
{
    private readonly UnpackLimits _limits = new(options.MaxFiles, options.MaxModelBytes, options.MaxCompressionRatio);

    public Task<long> ReceivedAsync(string uploadId, CancellationToken cancellationToken) => Task.FromResult(Upload(uploadId).Length);

    public Task<long> AppendAsync(string uploadId, UploadPart part, CancellationToken cancellationToken) =>
        Upload(uploadId).AppendAsync(part, cancellationToken);

    public Task FlushAsync(string uploadId, CancellationToken cancellationToken) =>
        Task.Run(Upload(uploadId).Flush, cancellationToken); // flushing a disk blocks its thread

    public Task<DateTimeOffset?> LastReceivedAsync(string uploadId, CancellationToken cancellationToken) =>
        Task.FromResult(Upload(uploadId).WrittenAt);

    public Task DiscardAsync(string uploadId, CancellationToken cancellationToken)
    {
        File.Delete(Upload(uploadId).Path);
        return Task.CompletedTask;
    }

    public Task SweepAsync(DateTimeOffset silentSince, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(folder.Uploads))
        {
            if (File.GetLastWriteTimeUtc(path) < silentSince.UtcDateTime) File.Delete(path);
        }

        return Task.CompletedTask;
    }

    public void CheckSource(string source) => SourceFolder.Resolve(source, [.. options.SourceFolders]);

    // Off the caller's turn: unpacking keeps a thread busy.
    public Task<PublishedModel> PublishAsync(RegisteredVersion version, CancellationToken cancellationToken) =>
        Task.Run(() => PublishOnThreadAsync(version, cancellationToken), cancellationToken);

    private async Task<PublishedModel> PublishOnThreadAsync(RegisteredVersion version, CancellationToken cancellationToken)
    {
        try
        {
            var staged = await StageAsync(version, folder.Stage(version.Id), cancellationToken);
            var (root, files) = Top(staged);
            var manifest = await CheckAsync(root, files, version, cancellationToken);
            FlushFile(Path.Combine(root, ManifestMaking.FileName));
            folder.Publish(version.Id, root);
            return new(ModelTask.Of(manifest), [.. manifest.Files.Select(file => new ModelFile(file.Path, file.Bytes, file.Sha256))])
            {
                ModelType = ModelImport.TypeOf(root, manifest), MlflowVersion = manifest.MlflowVersion, Origin = manifest.Origin,
            };
        }
        catch (Exception odd) when (odd is not (InvalidDataException or IOException or UnauthorizedAccessException or OperationCanceledException))
        {
            // A disk may have room later; bytes that a reader stumbles over stay what they are.
            throw new InvalidDataException($"Its files cannot be read ({odd.GetType().Name}).", odd);
        }
        finally
        {
            folder.Unstage(version.Id);
        }
    }

    private async Task<StagedFolder> StageAsync(RegisteredVersion version, string path, CancellationToken cancellationToken)
    {
        if (version.Upload is not { } upload)
        {
            var source = SourceFolder.Resolve(version.Source!, [.. options.SourceFolders]);
            var copied = new StagedFolder(path, new(_limits, archiveBytes: long.MaxValue));
            await SourceFolder.CopyAsync(source, copied, cancellationToken);
            return copied;
        }

        var file = Upload(upload.Id);
        await file.CheckAsync(upload, cancellationToken);
        var staged = new StagedFolder(path, new(_limits, upload.Bytes));
        await UnpackAsync(file.Path, upload.FileName, staged, cancellationToken);
        return staged;
    }

    private static async Task UnpackAsync(string path, string name, StagedFolder target, CancellationToken cancellationToken)
    {
        if (Ends(".zip")) await ZipUnpacker.UnpackAsync(path, target, cancellationToken);
        else if (Ends(".tar.gz") || Ends(".tgz")) await TarUnpacker.UnpackAsync(path, gzip: true, target, cancellationToken);
        else if (Ends(".tar")) await TarUnpacker.UnpackAsync(path, gzip: false, target, cancellationToken);
        else await CopyAsync();

        bool Ends(string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

        async Task CopyAsync()
        {
            await using var content = File.OpenRead(path);
            await target.AddFileAsync("model.onnx", content, cancellationToken);
        }
    }

    /// <summary>Many pack the folder and not what is in it: then that folder is the model.</summary>
    private static (string Folder, IReadOnlyList<Inference.ModelFile> Files) Top(StagedFolder staged)
    {
        if (staged.Files.Count == 0) throw new InvalidDataException("It holds no file.");
        var first = staged.Files[0].Path.Split('/')[0] + "/";
        return staged.Files.All(file => file.Path.StartsWith(first, StringComparison.Ordinal))
            ? (Path.Combine(staged.Path, first.TrimEnd('/')), [.. staged.Files.Select(file => file with { Path = file.Path[first.Length..] })])
            : (staged.Path, staged.Files);
    }

    private static async Task<ModelManifest> CheckAsync(
        string root, IReadOnlyList<Inference.ModelFile> files, RegisteredVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await ManifestMaking.WriteAsync(root, files, version, cancellationToken);
            return await ModelCheck.RunAsync(root, cancellationToken);
        }
        catch (ModelException broken)
        {
            throw new InvalidDataException(broken.Message.Replace(root, "the upload", StringComparison.Ordinal), broken);
        }
    }

    private static void FlushFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Flush(flushToDisk: true);
    }

    private UploadFile Upload(string id) => new(folder.Uploads, id);
}
