using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>Tables in memory, which fail when the test wants it.</summary>
#pragma warning disable CA1001 // a SemaphoreSlim whose wait handle nobody asks for holds nothing
internal sealed class ScriptedTables : ITableSink
{
    private readonly ConcurrentQueue<JsonElement> _rows = new();
    private readonly SemaphoreSlim _asked = new(0);

    public string WorkspaceId => "7";

    /// <summary>Makes writes fail.</summary>
    public bool Broken { get; set; }

    /// <summary>Rows so far, in order.</summary>
    public IReadOnlyCollection<JsonElement> Rows => _rows;

    /// <summary>Released once for each write that was asked for.</summary>
    public SemaphoreSlim Asked => _asked;

    public void Offer(TableRow row) => throw new NotSupportedException("Grains' rows must not be lost.");

    public Task WriteAsync(IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        var broken = Broken;
        if (!broken) foreach (var row in rows) _rows.Enqueue(Columns(row));

        _asked.Release();
        return broken ? Task.FromException(new IOException("The disk is full.")) : Task.CompletedTask;
    }

    private static JsonElement Columns(TableRow row)
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line);
        json.WriteStartObject();
        row.Write(json);
        json.WriteEndObject();
        json.Flush();
        return JsonSerializer.Deserialize<JsonElement>(line.WrittenSpan);
    }
}
