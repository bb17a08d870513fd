namespace Andamento.Tables;

/// <summary>
/// Takes rows. There is one implementation per kind of store; callers know none. Any thread may call.
/// </summary>
public interface ITableSink
{
    /// <summary>The workspace that the tables belong to, as their column <c>workspace_id</c> has it.</summary>
    string WorkspaceId { get; }

    /// <summary>
    /// Hands over a row that may be lost. Never waits and never throws: where there is no room, the row is dropped and
    /// counted.
    /// </summary>
    void Offer(TableRow row);

    /// <summary>
    /// Writes rows that must not be lost. When this completes without an exception they survive a power cut. Repeating
    /// it after an exception may write a row twice.
    /// </summary>
    /// <exception cref="IOException">The store could not write them.</exception>
    Task WriteAsync(IReadOnlyList<TableRow> rows, CancellationToken cancellationToken);
}
