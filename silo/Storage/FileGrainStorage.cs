using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Andamento.Silo.Storage;

/// <summary>Keeps one file per record. All silos of the process share one, and the folder's lock keeps others out.</summary>
/// <param name="folder">The folder of all records.</param>
/// <param name="durable">
/// A power cut costs nothing that was acknowledged. Without it, only the death of the process costs nothing, and a record
/// that a power cut tore is given up.
/// </param>
/// <param name="log">The log.</param>
internal sealed class FileGrainStorage(string folder, bool durable, ILogger<FileGrainStorage> log) : IGrainStorage
{
    // Comparing an ETag and replacing the file must be one step. Few locks suffice: each is held for one write.
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (path, key) = Find(stateName, grainId);
        if (await TryReadAsync<T>(path, key) is var (etag, record))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (record, etag, true);
        }
        else
        {
            Forget(grainState);
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (path, key) = Find(stateName, grainId);
        var etag = Guid.NewGuid().ToString("N");
        var content = RecordFile.Write(key, etag, grainState.State);
        return ChangeAsync(path, grainState.ETag, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Replace(path, content, durable);
            (grainState.ETag, grainState.RecordExists) = (etag, true);
        });
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (path, _) = Find(stateName, grainId);
        await ChangeAsync(path, grainState.ETag, () =>
        {
            if (File.Exists(path)) AtomicFile.Remove(path, durable);
        });
        Forget(grainState);
    }

    private static void Forget<T>(IGrainState<T> grainState) =>
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null!, false);

    private (string Path, string Key) Find(string stateName, GrainId grainId)
    {
        var key = grainId.Key.ToString()!;
        return (RecordPath.Of(folder, stateName, key), $"{stateName}/{key}");
    }

    private async Task<(string ETag, T Record)?> TryReadAsync<T>(string path, string key)
    {
        try
        {
            return await ReadFileAsync(path) is { } content ? RecordFile.Read<T>(path, key, content) : null;
        }
        catch (InvalidDataException torn) when (!durable)
        {
            StorageLog.Forgotten(log, path, torn);
            return null;
        }
    }

    private static async Task<byte[]?> ReadFileAsync(string path)
    {
        try
        {
            return await File.ReadAllBytesAsync(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task ChangeAsync(string path, string? expected, Action change)
    {
        var gate = _locks[(uint)path.GetHashCode(StringComparison.Ordinal) % _locks.Length];
        await gate.WaitAsync();
        try
        {
            var stored = await StoredETagAsync(path);
            if (stored != expected)
                throw new InconsistentStateException($"The record file '{path}' was written by someone else.", stored, expected);

            await Task.Run(change); // flushing a disk blocks its thread
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<string?> StoredETagAsync(string path)
    {
        try
        {
            return await ReadFileAsync(path) is { } content ? RecordFile.ReadETag(path, content) : null;
        }
        catch (InvalidDataException) when (!durable)
        {
            return null; // what was read as missing may be written over
        }
    }
}
