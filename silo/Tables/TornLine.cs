namespace Andamento.Silo.Tables;

/// <summary>The unfinished last line that a killed process may leave in its file.</summary>
internal static class TornLine
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Cuts it off. Leaves a file alone that another process has open.</summary>
    public static void Cut(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return; // its writer lives, and so finishes its lines; or it is not ours to change
        }

        using (file)
        {
            var whole = EndOfLastLine(file);
            if (whole < file.Length) file.SetLength(whole);
        }
    }

    private static long EndOfLastLine(FileStream file)
    {
        var chunk = new byte[ChunkBytes];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - ChunkBytes);
            var length = (int)(end - start);
            file.Position = start;
            file.ReadExactly(chunk, 0, length);
            var found = chunk.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (found >= 0) return start + found + 1;

            end = start;
        }

        return 0;
    }
}
