using System.Security.Cryptography;
using Andamento.Registry;
using Andamento.Silo.Storage;

namespace Andamento.Silo.Models;

/// <summary>The bytes of one upload. How many have come is the length of the file, so nothing else must be remembered.</summary>
internal readonly struct UploadFile(string uploads, string id)
{
    /// <summary>Where it lies.</summary>
    public string Path { get; } = System.IO.Path.Combine(uploads, RegistryFolder.Id(id));

    /// <summary>How many bytes are here.</summary>
    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>When bytes last came; null when none has.</summary>
    public DateTimeOffset? WrittenAt => File.Exists(Path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(Path)) : null;

    /// <summary>Appends a part; it begins where the file ends.</summary>
    public async Task<long> AppendAsync(UploadPart part, CancellationToken cancellationToken)
    {
        await using var file = Open(FileMode.OpenOrCreate);
        if (file.Length != part.Offset) throw new InvalidOperationException("A part must begin where the last one ended.");
        file.Position = part.Offset;
        await file.WriteAsync(part.Content, cancellationToken);
        return part.Offset + part.Content.Length;
    }

    /// <summary>Writes to the disk what the system still holds.</summary>
    public void Flush()
    {
        if (!File.Exists(Path)) return;
        using (var file = Open(FileMode.Open)) file.Flush(flushToDisk: true);
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <summary>Checks that the bytes are those which were announced: what lies on the disk, not what came by.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public async Task CheckAsync(ModelUpload upload, CancellationToken cancellationToken)
    {
        if (Length != upload.Bytes) throw new InvalidDataException($"The upload has {Length} bytes, not {upload.Bytes}; begin another version.");
        await using var file = File.OpenRead(Path);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (found != upload.Sha256)
        {
            throw new InvalidDataException(
                $"The upload's SHA-256 is {found}, and {upload.Sha256} was announced: it changed on its way, or another file was meant. "
                + "Make another version and upload it again.");
        }
    }

    private FileStream Open(FileMode mode) =>
        new(Path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
}
