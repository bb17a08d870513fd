namespace Andamento.Api.Hosting;

// Events 2201-2299; 2200 is the access log's. An id is never reused: alerts and saved queries hold on to it.
internal static partial class HostingLog
{
    [LoggerMessage(2201, LogLevel.Warning, "Not ready yet: {Reasons}")]
    public static partial void NotReady(ILogger logger, string reasons);
}
