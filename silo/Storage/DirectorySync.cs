using System.Runtime.InteropServices;

namespace Andamento.Silo.Storage;

/// <summary>
/// Makes a rename survive a power cut. .NET cannot open a folder, and on Unix the name of a file is part of its folder.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Writes the folder's entries to the disk. On Windows the file system sees to it.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) throw Failed(folder);
        try
        {
            if (Sync(descriptor) != 0) throw Failed(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string folder) =>
        new($"The folder '{folder}' could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
