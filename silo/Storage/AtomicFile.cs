namespace Andamento.Silo.Storage;

/// <summary>Replaces files as a whole: whoever reads, and whatever dies, there is the old content or the new one.</summary>
internal static class AtomicFile
{
    /// <summary>How unfinished files end. They are never read, and a start removes them.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Writes beside the file, then renames.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">The new content.</param>
    /// <param name="durable">Also survives a power cut, for the price of two flushes.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            using (var file = new FileStream(unfinished, Options()))
            {
                file.Write(content);
                file.Flush(flushToDisk: durable);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        if (durable) DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file; fine when there is none.</summary>
    public static void Remove(string path, bool durable)
    {
        File.Delete(path);
        if (durable) DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
