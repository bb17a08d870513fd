using System.IO.Compression;

namespace Andamento.Silo.Models.Archives;

/// <summary>Unpacks a .zip.</summary>
internal static class ZipUnpacker
{
    private const int TypeMask = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>Writes every file of the archive into a folder.</summary>
    /// <exception cref="InvalidDataException">It is no .zip, or holds something that is refused.</exception>
    public static async Task UnpackAsync(string archive, StagedFolder target, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: true);
        ZipDirectory.Check(file); // before its list of files is held in memory
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var entry in zip.Entries)
        {
            CheckType(entry);
            if (entry.FullName.EndsWith('/'))
            {
                target.AddFolder(entry.FullName[..^1]);
                continue;
            }

            await using var content = await entry.OpenAsync(cancellationToken);
            await target.AddFileAsync(entry.FullName, content, cancellationToken);
        }
    }

    // The upper half holds what Unix says of the file; 0 where it was packed elsewhere.
    private static void CheckType(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (type is not (0 or RegularFile or Folder))
            throw new InvalidDataException($"'{entry.FullName}' is neither a file nor a folder; links and devices are refused.");
        if (entry.IsEncrypted) throw new InvalidDataException($"'{entry.FullName}' is encrypted.");
    }
}
