using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Tables;
using Microsoft.Extensions.Logging;

namespace Andamento.Silo.Tables;

/// <summary>The files that this process appends to, one per table. For one thread.</summary>
/// <param name="folder">Where tables lie.</param>
/// <param name="writer">What the files of this process are called, so that two processes never share one.</param>
/// <param name="maxFileBytes">The size at which a file is full.</param>
/// <param name="log">The log.</param>
internal sealed class TableFiles(TableFolder folder, string writer, long maxFileBytes, ILogger log) : IDisposable
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // bodies stay readable; a file is no web page
    };

    private readonly Dictionary<TableName, TableFile> _open = [];
    private readonly ArrayBufferWriter<byte> _line = new(4096);

    /// <summary>True when something may not be on the disk yet.</summary>
    public bool HasOpen => _open.Count > 0;

    /// <summary>Appends rows and hands them to the system.</summary>
    /// <returns>How many were; the others are lost, and the log says why.</returns>
    public int Append(IReadOnlyList<TableRow> rows)
    {
        var written = 0;
        foreach (var table in rows.GroupBy(static row => row.Table)) written += Append(table.Key, [.. table]);

        return written;
    }

    /// <summary>Forces what was written to the disk, and closes files that nobody uses.</summary>
    /// <exception cref="IOException">The disk refused. What was not forced is tried again next time.</exception>
    public void Sync()
    {
        foreach (var (table, file) in _open.ToArray())
        {
            file.Sync();
            if (file.TakeIdle()) Close(table, file);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (table, file) in _open.ToArray()) Close(table, file);
    }

    private int Append(TableName table, List<TableRow> rows)
    {
        TableFile? file = null;
        var written = 0;
        try
        {
            foreach (var row in rows)
            {
                if (!TryCompose(row)) continue;

                file = FileFor(row);
                file.Append(_line.WrittenSpan);
                written++;
            }

            file?.Flush();
            return written;
        }
        catch (Exception failed)
        {
            TableLog.NotWritten(log, rows.Count, table.ToString(), failed);
            if (_open.TryGetValue(table, out var broken)) Abandon(table, broken);
            return 0;
        }
    }

    private TableFile FileFor(TableRow row)
    {
        // A row of yesterday that comes after one of today goes to today's file: else midnight would make hundreds.
        var day = DateOnly.FromDateTime(row.Time.UtcDateTime);
        if (_open.TryGetValue(row.Table, out var file))
        {
            if (file.Day >= day && file.Length < maxFileBytes) return file;

            file.Sync();
            Close(row.Table, file);
            if (file.Day > day) day = file.Day;
        }

        return _open[row.Table] = TableFile.Open(folder.Make(row.Table), day, writer, maxFileBytes);
    }

    private bool TryCompose(TableRow row)
    {
        try
        {
            _line.ResetWrittenCount();
            using var json = new Utf8JsonWriter(_line, Compact);
            json.WriteStartObject();
            row.Write(json);
            json.WriteEndObject();
            return true;
        }
        catch (Exception defect)
        {
            TableLog.NotComposed(log, row.Table.ToString(), defect);
            return false;
        }
    }

    private void Close(TableName table, TableFile file)
    {
        _open.Remove(table);
        file.Dispose();
    }

    // Half a line may be in it: the next row would be appended to that half.
    private void Abandon(TableName table, TableFile file)
    {
        var path = file.Path;
        try
        {
            Close(table, file);
        }
        catch (IOException)
        {
            // It could not write before; the log has it.
        }

        TornLine.Cut(path);
    }
}
