using System.Buffers;
using System.Security.Cryptography;
using Andamento.Silo.Storage;
using ModelFile = Andamento.Inference.ModelFile;

namespace Andamento.Silo.Models.Archives;

/// <summary>
/// A new folder that files are written into, one after the other, under names that were checked. It makes regular files and
/// folders and nothing else, and hashes what it writes.
/// </summary>
internal sealed class StagedFolder(string path, UnpackBudget budget)
{
    private const int BufferBytes = 128 * 1024;

    // Two names that differ in case are one file on some file systems.
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ModelFile> _written = [];

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>What was written, in that order.</summary>
    public IReadOnlyList<ModelFile> Files => _written;

    /// <summary>Counts something that the archive has besides files and folders.</summary>
    public void AddEntry() => budget.AddEntry();

    /// <summary>Notes a folder; it is made when a file needs it.</summary>
    public void AddFolder(string name)
    {
        AddEntry();
        Check(name);
        AddParents(name + "/");
    }

    /// <summary>Writes a file.</summary>
    /// <param name="name">Its name, with forward slashes.</param>
    /// <param name="content">Its content, read to the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The name is refused or taken, or there is too much content.</exception>
    public async Task AddFileAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        AddEntry();
        Check(name);
        AddParents(name);
        if (_folders.Contains(name) || !_files.Add(name)) throw new InvalidDataException($"The file '{name}' comes twice.");

        var target = System.IO.Path.Combine(path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        _written.Add(await CopyAsync(name, content, file, cancellationToken));
        file.Flush(flushToDisk: true);
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(target)!);
    }

    private static void Check(string name)
    {
        if (ArchivePath.Fault(name) is { } fault) throw new InvalidDataException($"The name of the file '{Shown(name)}' {fault}.");
    }

    private void AddParents(string name)
    {
        for (var end = name.IndexOf('/'); end >= 0; end = name.IndexOf('/', end + 1))
        {
            var parent = name[..end];
            if (_files.Contains(parent)) throw new InvalidDataException($"'{parent}' is a file and a folder.");
            _folders.Add(parent);
        }
    }

    private async Task<ModelFile> CopyAsync(string name, Stream content, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long length = 0;
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                budget.AddBytes(count);
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                length += count;
            }

            return new(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What strangers send is shown in part, and never with characters that a terminal obeys.
    private static string Shown(string name) =>
        string.Concat(name.Take(100).Select(letter => char.IsControl(letter) ? '?' : letter));
}
