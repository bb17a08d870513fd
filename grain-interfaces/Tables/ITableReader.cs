using System.Collections.Immutable;

namespace Andamento.Tables;

/// <summary>Reads tables: those that the process which is asked has written. Any thread may call.</summary>
public interface ITableReader
{
    /// <summary>One page of rows, those written last first. A table that nobody has written to is empty.</summary>
    /// <exception cref="FormatException">The page token is not one of ours.</exception>
    Task<TablePage> ReadAsync(TableQuery query, CancellationToken cancellationToken);
}

/// <summary>Which rows.</summary>
public sealed record TableQuery
{
    /// <summary>Of which table.</summary>
    public required TableName Table { get; init; }

    /// <summary>Only rows of this time or later; null for all. It is the time when the query came.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only rows before this time; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only rows in which each of these columns has one of the values.</summary>
    public ImmutableArray<ColumnFilter> Filters { get; init; } = [];

    /// <summary>Most rows of the page.</summary>
    public required int MaxRows { get; init; }

    /// <summary>Where the page begins: <see cref="TablePage.NextToken"/> of the one before; null for the newest rows.</summary>
    public string? PageToken { get; init; }
}

/// <summary>A column and the values that are wanted in it. Numbers are written as in JSON.</summary>
/// <param name="Column">The column.</param>
/// <param name="AnyOf">The values. None means: no row fits.</param>
public sealed record ColumnFilter(string Column, ImmutableArray<string> AnyOf);

/// <summary>A page of rows.</summary>
/// <param name="Rows">Each row as one JSON object in UTF-8.</param>
/// <param name="NextToken">
/// Where the next page begins; null at the end. A page may hold few rows, or none, and still have a next one: looking
/// through a long table takes several.
/// </param>
public sealed record TablePage(ImmutableArray<ReadOnlyMemory<byte>> Rows, string? NextToken);
