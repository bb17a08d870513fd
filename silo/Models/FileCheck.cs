using System.Buffers;
using System.Security.Cryptography;

namespace Andamento.Silo.Models;

/// <summary>Hashes the files of one version, one after another, and says how far it is.</summary>
/// <param name="bytes">What all of them have together.</param>
/// <param name="progress">Told each per cent.</param>
internal sealed class FileCheck(long bytes, IProgress<string> progress)
{
    private const int PartBytes = 1024 * 1024;

    private long _read;
    private long _percent = -1;

    /// <summary>Counts a file that is known to be whole.</summary>
    public void Skip(long length) => Note(length);

    /// <summary>The SHA-256 of a file, in lower-case hex.</summary>
    public async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            while (await file.ReadAsync(part, cancellationToken) is var read and > 0)
            {
                hash.AppendData(part, 0, read);
                Note(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Note(long read)
    {
        _read += read;
        var percent = bytes == 0 ? 100 : 100 * _read / bytes;
        if (percent == _percent) return;
        _percent = percent;
        progress.Report($"Checking files: {percent}%.");
    }
}
