using System.IO.Compression;
using Andamento.Cli;
using Andamento.Cli.Import;

namespace Andamento.Tests.Unit.Cli;

public sealed class ModelPackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("andamento-package-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_makes_the_same_bytes_whenever_it_is_packed()
    {
        var model = _folder.CreateSubdirectory("churn");
        await WriteAsync(model, "b/weights.bin", "2");
        await WriteAsync(model, "a.onnx", "1");
        using var first = await ModelPackage.OpenAsync(model.FullName, CancellationToken.None);
        File.SetLastWriteTimeUtc(Path.Combine(model.FullName, "a.onnx"), DateTime.UnixEpoch.AddYears(40));

        using var second = await ModelPackage.OpenAsync(model.FullName, CancellationToken.None);

        Assert.Equal((first.Sha256, first.Bytes, "churn.zip"), (second.Sha256, second.Bytes, second.Name));
        second.File.Position = 0;
        using var archive = new ZipArchive(second.File, ZipArchiveMode.Read, leaveOpen: true);
        Assert.Equal(["a.onnx", "b/weights.bin"], archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task A_file_goes_as_it_is()
    {
        await WriteAsync(_folder, "m.onnx", "onnx");

        using var package = await ModelPackage.OpenAsync(Path.Combine(_folder.FullName, "m.onnx"), CancellationToken.None);

        Assert.Equal(("m.onnx", 4), (package.Name, package.Bytes));
    }

    [Fact]
    public async Task What_is_no_model_is_refused_before_anything_is_sent()
    {
        await WriteAsync(_folder, "notes.txt", "x");

        await Assert.ThrowsAsync<WrongUseException>(() => ModelPackage.OpenAsync(Path.Combine(_folder.FullName, "notes.txt"), CancellationToken.None));
    }

    private static Task WriteAsync(DirectoryInfo folder, string path, string text)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.WriteAllTextAsync(file, text);
    }
}
