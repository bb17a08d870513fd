using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Andamento.Tables;

namespace Andamento.Silo.Tables;

/// <summary>Reads tables back from their files.</summary>
internal sealed class FileTableReader(TableFolder folder) : ITableReader
{
    /// <summary>How much one page looks through. Finding little is no reason to read a disk from end to end.</summary>
    private const long MaxScannedBytes = 64L << 20;

    /// <summary>A page holds no more than this, whatever was asked for: rows may have whole bodies in them.</summary>
    private const long MaxPageBytes = 16L << 20;

    /// <inheritdoc />
    public Task<TablePage> ReadAsync(TableQuery query, CancellationToken cancellationToken)
    {
        var start = query.PageToken is { } token ? PagePosition.Parse(token) : null;
        return Task.Run(() => Read(query, start, cancellationToken), cancellationToken); // reading a disk blocks its thread
    }

    private TablePage Read(TableQuery query, PagePosition? start, CancellationToken cancellationToken)
    {
        var page = new Page(query);
        foreach (var path in folder.NewestFirst(query.Table))
        {
            var name = Path.GetFileName(path);
            var order = start is null ? -1 : string.CompareOrdinal(name, start.File);
            if (order > 0 && start is not null) continue; // newer than the page
            if (!MayHold(path, query)) continue;

            var next = ReadFile(path, order is 0 ? start!.End : long.MaxValue, page, cancellationToken);
            if (next is { } end) return page.Ended(new PagePosition(name, end).ToString());
        }

        return page.Ended(nextToken: null);
    }

    /// <summary>Reads one file into the page.</summary>
    /// <returns>Where the next page goes on in it, or null when it is read to its beginning.</returns>
    private static long? ReadFile(string path, long end, Page page, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // past its retention since the folder was listed
        }

        using (file)
        {
            var lines = new LinesBackwards(file, end);
            while (lines.Move())
            {
                cancellationToken.ThrowIfCancellationRequested();
                page.Look(lines.Line);
                if (page.IsFull) return lines.Position;
            }
        }

        return null;
    }

    // A file holds rows of its day, and some that began shortly before.
    private static bool MayHold(string path, TableQuery query) =>
        TableFile.DayOf(path) is { } day
        && !(query.From is { } from && day < DateOnly.FromDateTime(from.UtcDateTime))
        && !(query.Until is { } until && day > DateOnly.FromDateTime(until.UtcDateTime).AddDays(1));

    private sealed class Page(TableQuery query)
    {
        private readonly ImmutableArray<ReadOnlyMemory<byte>>.Builder _rows =
            ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();

        private long _scanned;
        private long _held;

        public bool IsFull => _rows.Count >= query.MaxRows || _scanned >= MaxScannedBytes || _held >= MaxPageBytes;

        public void Look(ReadOnlyMemory<byte> line)
        {
            _scanned += line.Length;
            if (!RowMatch.Fits(line.Span, query)) return;

            _rows.Add(line.ToArray());
            _held += line.Length;
        }

        public TablePage Ended(string? nextToken) => new(_rows.ToImmutable(), nextToken);
    }

    /// <summary>Where a page begins: before a place in a file. Rows that come meanwhile stand after it.</summary>
    private sealed record PagePosition(string File, long End)
    {
        private const char Separator = '|';

        public static PagePosition Parse(string token)
        {
            var text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : "";
            var separator = text.IndexOf(Separator, StringComparison.Ordinal);
            return separator > 0
                && long.TryParse(text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var end)
                ? new(text[..separator], end)
                : throw new FormatException("The page token is not one that an earlier page has given.");
        }

        public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{File}{Separator}{End}"));
    }
}
