namespace Andamento.Records;

/// <summary>
/// The record of a grain whose calls overlap: one writer at a time, and readers see only what is stored.
/// </summary>
/// <param name="storage">The grain's storage.</param>
/// <param name="abandon">
/// Drops the activation. After a failed write nobody knows what the storage holds; the next activation reads it.
/// </param>
#pragma warning disable CA1001 // a SemaphoreSlim whose wait handle nobody asks for holds nothing
internal sealed class Stored<T>(IPersistentState<T> storage, Action abandon)
#pragma warning restore CA1001
    where T : class, IRecord
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private T? _current;

    /// <summary>What is stored. Valid once the grain activates.</summary>
    public T Current => _current ??= Read();

    /// <summary>Waits until no other change is under way. Dispose the result when done.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        return new Exit(_writing);
    }

    /// <summary>Stores the record; it is current when this returns. Call it between enter and exit.</summary>
    /// <remarks>Not cancellable: a caller who goes away must not leave a change half known.</remarks>
    public async Task WriteAsync(T next)
    {
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = Current;
            abandon();
            throw;
        }

        _current = next;
    }

    /// <summary>Removes the record from the storage; <paramref name="empty"/> is current when this returns.</summary>
    public async Task ClearAsync(T empty)
    {
        try
        {
            await storage.ClearStateAsync();
        }
        catch
        {
            abandon();
            throw;
        }

        _current = empty;
    }

    private T Read()
    {
        var record = storage.State;
        return record.SchemaVersion <= T.NewestSchema
            ? record
            : throw new InvalidOperationException(
                $"A {typeof(T).Name} of schema {record.SchemaVersion} was written by a newer version; this one knows {T.NewestSchema}.");
    }

    private sealed class Exit(SemaphoreSlim writing) : IDisposable
    {
        public void Dispose() => writing.Release();
    }
}
