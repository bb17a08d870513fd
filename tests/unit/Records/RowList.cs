using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Tests.Unit.Records;

/// <summary>Tables in memory: every row that was offered, and a page that the test has set.</summary>
internal sealed class RowList : ITableSink, ITableReader
{
    public ConcurrentQueue<TableRow> Offered { get; } = new();

    public string WorkspaceId => "7";

    /// <summary>The last query, and what it is answered with.</summary>
    public TableQuery? Asked { get; private set; }

    public TablePage Page { get; set; } = new([], null);

    public void Offer(TableRow row) => Offered.Enqueue(row);

    public Task WriteAsync(IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows) Offered.Enqueue(row);
        return Task.CompletedTask;
    }

    public Task<TablePage> ReadAsync(TableQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return query.PageToken is "broken" ? Task.FromException<TablePage>(new FormatException("No.")) : Task.FromResult(Page);
    }

    /// <summary>The columns of the one row of a table.</summary>
    public JsonElement Single(TableName table) => Columns(Offered.Single(row => row.Table == table));

    public static JsonElement Columns(TableRow row)
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
