using Andamento.Tables;
using Microsoft.Extensions.Logging;

namespace Andamento.Silo.Tables;

/// <summary>Puts rows in line for the writer of files.</summary>
internal sealed class FileTableSink(
    string workspaceId, TableQueue queue, TableMetrics metrics, TimeProvider time, ILogger<FileTableSink> log) : ITableSink
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private long _dropped; // since the last line of the log
    private long _saidAt = time.GetTimestamp() - (BetweenLines.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond);

    /// <inheritdoc />
    public string WorkspaceId { get; } = workspaceId;

    /// <inheritdoc />
    public void Offer(TableRow row)
    {
        if (queue.TryAdd(row)) return;

        metrics.Dropped();
        Interlocked.Increment(ref _dropped);
        var saidAt = Volatile.Read(ref _saidAt);
        if (time.GetElapsedTime(saidAt) < BetweenLines) return;

        // Of those who see that a line is due, one writes it.
        if (Interlocked.CompareExchange(ref _saidAt, time.GetTimestamp(), saidAt) == saidAt)
            TableLog.Dropped(log, Interlocked.Exchange(ref _dropped, 0));
    }

    /// <inheritdoc />
    public Task WriteAsync(IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        var durable = new DurableRows(rows);
        return queue.TryAdd(durable)
            ? durable.Written.Task.WaitAsync(cancellationToken)
            : Task.FromException(new IOException("The tables are closed: the server is stopping."));
    }
}
