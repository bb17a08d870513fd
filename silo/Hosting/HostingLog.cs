using Microsoft.Extensions.Logging;

namespace Andamento.Silo.Hosting;

// Events 1450-1499. An id is never reused.
internal static partial class HostingLog
{
    [LoggerMessage(1450, LogLevel.Information, "Data folder {Folder}; {Silos} silos in this process; accelerator {Accelerator}")]
    public static partial void Starting(ILogger logger, string folder, int silos, string accelerator);

    [LoggerMessage(1451, LogLevel.Information, "Silo {Number} of this process started")]
    public static partial void SiloStarted(ILogger logger, int number);

    [LoggerMessage(1452, LogLevel.Information, "Silo {Number} of this process stopped")]
    public static partial void SiloStopped(ILogger logger, int number);

    [LoggerMessage(1453, LogLevel.Error, "Silo {Number} of this process did not stop in good order")]
    public static partial void SiloNotStopped(ILogger logger, int number, Exception cause);
}
