namespace Andamento.Silo.Models.Archives;

/// <summary>What an archive may grow to.</summary>
/// <param name="MaxEntries">Files and folders.</param>
/// <param name="MaxBytes">Bytes of all files together.</param>
/// <param name="MaxRatio">Bytes for each byte of the archive.</param>
internal sealed record UnpackLimits(int MaxEntries, long MaxBytes, int MaxRatio);

/// <summary>Counts what comes out of one archive, and refuses before it is written.</summary>
internal sealed class UnpackBudget(UnpackLimits limits, long archiveBytes)
{
    // A few zeros shrink well; a small model is no bomb.
    private const long AlwaysAllowed = 1 << 20;

    private int _entries;
    private long _bytes;

    /// <summary>Counts a file or a folder.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void AddEntry()
    {
        if (++_entries > limits.MaxEntries)
            throw new InvalidDataException($"It has more than {limits.MaxEntries} files and folders (Andamento:Models:MaxFiles).");
    }

    /// <summary>Counts bytes that are about to be written.</summary>
    /// <exception cref="InvalidDataException">There are too many, or too many for an archive of this size.</exception>
    public void AddBytes(long bytes)
    {
        _bytes += bytes;
        if (_bytes > limits.MaxBytes)
            throw new InvalidDataException($"Its files have more than {limits.MaxBytes} bytes (Andamento:Models:MaxModelBytes).");
        if (_bytes > AlwaysAllowed && _bytes / limits.MaxRatio > archiveBytes)
        {
            throw new InvalidDataException(
                $"It unpacks to more than {limits.MaxRatio} times its size (Andamento:Models:MaxCompressionRatio), as no model does.");
        }
    }
}
