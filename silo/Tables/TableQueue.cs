using System.Threading.Channels;
using Andamento.Tables;

namespace Andamento.Silo.Tables;

/// <summary>
/// Rows between those who make them and the one who writes them. Bounded by number and by the memory that they keep
/// alive; when full, a new row is refused, so that what is told is a whole stretch of time and not holes in it.
/// </summary>
internal sealed class TableQueue(int maxRows, long maxBytes)
{
    private readonly Channel<Waiting> _channel =
        Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    private long _bytes;
    private int _rows;

    /// <summary>What waits. For the one writer.</summary>
    public ChannelReader<Waiting> Waiting => _channel.Reader;

    /// <summary>Takes a row. False when it is full, or closed.</summary>
    public bool TryAdd(TableRow row)
    {
        // Both are counted before they are compared, so that two at once never share the last place.
        var rows = Interlocked.Increment(ref _rows);
        var bytes = Interlocked.Add(ref _bytes, row.HeldBytes);
        if (rows <= maxRows && bytes <= maxBytes && _channel.Writer.TryWrite(new(row, null))) return true;

        Release(row);
        return false;
    }

    /// <summary>Takes rows that must be written, whatever waits before them. False when closed.</summary>
    public bool TryAdd(DurableRows rows) => _channel.Writer.TryWrite(new(null, rows));

    /// <summary>A row is written, or given up: its place is free.</summary>
    public void Release(TableRow row)
    {
        Interlocked.Decrement(ref _rows);
        Interlocked.Add(ref _bytes, -row.HeldBytes);
    }

    /// <summary>Takes nothing any more. What waits is still handed out.</summary>
    public void Close() => _channel.Writer.TryComplete();
}

/// <summary>Either one row that may be lost, or several that may not.</summary>
internal readonly record struct Waiting(TableRow? Row, DurableRows? Durable);

/// <summary>Rows, and the promise that they are on the disk.</summary>
internal sealed record DurableRows(IReadOnlyList<TableRow> Rows)
{
    /// <summary>Completed when they are.</summary>
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
