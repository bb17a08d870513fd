using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Andamento.Silo.Models.Archives;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models.Archives;

/// <summary>Archives made in memory, and what becomes of them.</summary>
internal static class Archive
{
    private const uint RegularFile = 0x81A4;

    public static readonly UnpackLimits Limits = new(MaxEntries: 20, MaxBytes: 8 << 20, MaxRatio: 50);

    public static byte[] Zip(params (string Name, byte[] Content)[] files) => Zip(RegularFile, files);

    public static byte[] Zip(uint mode, params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = unchecked((int)(mode << 16));
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Content)[] files) =>
        Tar(writer =>
        {
            foreach (var (name, content) in files)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    _ => new PaxTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(content);
                writer.WriteEntry(entry);
            }
        });

    public static byte[] Tar(Action<TarWriter> write)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, leaveOpen: true)) write(writer);
        return bytes.ToArray();
    }

    public static byte[] GZip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize)) gzip.Write(content);
        return bytes.ToArray();
    }

    /// <summary>Unpacks an archive; the names and texts of the files, in order.</summary>
    public static async Task<string[]> UnpackAsync(string ending, byte[] archive)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "archive");
        await File.WriteAllBytesAsync(path, archive);
        var target = new StagedFolder(Directory.CreateDirectory(Path.Combine(folder.Path, "in", "side")).FullName, new(Limits, archive.Length));
        try
        {
            if (ending == ".zip") await ZipUnpacker.UnpackAsync(path, target, CancellationToken.None);
            else await TarUnpacker.UnpackAsync(path, gzip: ending == ".tar.gz", target, CancellationToken.None);
        }
        finally
        {
            // Whatever was in it, nothing has got out.
            Assert.Equal(["archive", "in"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
            Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "in")));
        }

        return [.. target.Files.Select(file => $"{file.Path}: {File.ReadAllText(Path.Combine(target.Path, file.Path))}")];
    }

    /// <summary>Why an archive is refused.</summary>
    public static async Task<string> RefusalAsync(string ending, byte[] archive) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(ending, archive))).Message;

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
