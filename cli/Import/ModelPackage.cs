using System.IO.Compression;
using System.Security.Cryptography;

namespace Andamento.Cli.Import;

/// <summary>The one file that is uploaded for a model: as it lies there, or made of a folder.</summary>
/// <remarks>The same folder makes the same bytes, on any day and machine: so an interrupted import is recognised.</remarks>
internal sealed class ModelPackage : IDisposable
{
    private static readonly string[] Kinds = [".onnx", ".zip", ".tar", ".tar.gz", ".tgz"];
    private static readonly DateTimeOffset SameTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the earliest that the format knows

    private ModelPackage(string name, FileStream file, string sha256) => (Name, File, Sha256) = (name, file, sha256);

    /// <summary>The file's name, as the server shall know it.</summary>
    public string Name { get; }

    /// <summary>Its content.</summary>
    public FileStream File { get; }

    /// <summary>Its SHA-256, in hex.</summary>
    public string Sha256 { get; }

    /// <summary>Its length.</summary>
    public long Bytes => File.Length;

    /// <summary>Opens a file, or packs a folder.</summary>
    /// <exception cref="WrongUseException">It is neither.</exception>
    public static async Task<ModelPackage> OpenAsync(string source, CancellationToken cancellationToken)
    {
        if (Directory.Exists(source))
            return await FinishAsync(new DirectoryInfo(source).Name + ".zip", await PackAsync(source, cancellationToken), cancellationToken);
        if (!System.IO.File.Exists(source)) throw new WrongUseException($"There is no file or folder '{source}'.");
        if (!Kinds.Any(kind => source.EndsWith(kind, StringComparison.OrdinalIgnoreCase)))
            throw new WrongUseException($"'{source}' must end with {string.Join(", ", Kinds)}, or be a folder.");

        return await FinishAsync(Path.GetFileName(source), System.IO.File.OpenRead(source), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private static async Task<ModelPackage> FinishAsync(string name, FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        return new(name, file, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)));
    }

    // Stored, not compressed: weights hardly get smaller, and how well something compresses depends on the machine's libraries.
    private static async Task<FileStream> PackAsync(string folder, CancellationToken cancellationToken)
    {
        var packed = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        await using var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), CompressionLevel.NoCompression);
            entry.LastWriteTime = SameTime;
            await using var from = System.IO.File.OpenRead(path);
            await using var into = await entry.OpenAsync(cancellationToken);
            await from.CopyToAsync(into, cancellationToken);
        }

        return packed;
    }
}
