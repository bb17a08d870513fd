using Microsoft.Extensions.Logging;

namespace Andamento.Silo.Storage;

// Events 1400-1449. An id is never reused. Records never appear.
internal static partial class StorageLog
{
    [LoggerMessage(1400, LogLevel.Warning, "The record file {Path} was lost in a power cut or changed; going on without it")]
    public static partial void Forgotten(ILogger logger, string path, Exception cause);
}
