using Microsoft.Extensions.Logging;

namespace Andamento.Silo.Tables;

// Events 1500-1549. An id is never reused. What is in rows never appears.
internal static partial class TableLog
{
    [LoggerMessage(
        1500,
        LogLevel.Warning,
        "{Count} rows of usage and inference tables were dropped since the last such line: the disk does not keep up")]
    public static partial void Dropped(ILogger logger, long count);

    [LoggerMessage(1501, LogLevel.Error, "{Count} rows of table {Table} could not be written")]
    public static partial void NotWritten(ILogger logger, int count, string table, Exception cause);

    [LoggerMessage(1502, LogLevel.Error, "A row of table {Table} could not be composed; it is left out")]
    public static partial void NotComposed(ILogger logger, string table, Exception cause);

    [LoggerMessage(1503, LogLevel.Warning, "Files of tables could not be forced to the disk; trying again")]
    public static partial void NotSynced(ILogger logger, Exception cause);

    [LoggerMessage(1504, LogLevel.Information, "The file {File} of a table is past its retention and was removed")]
    public static partial void Removed(ILogger logger, string file);

    [LoggerMessage(1505, LogLevel.Warning, "Looking after the files of tables failed; the next try is in {Period}")]
    public static partial void TendingFailed(ILogger logger, TimeSpan period, Exception cause);
}
