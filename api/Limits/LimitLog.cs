namespace Andamento.Api.Limits;

// Events 2400-2499. An id is never reused: alerts and saved queries hold on to it.
internal static partial class LimitLog
{
    [LoggerMessage(2400, LogLevel.Warning, "Endpoint {Endpoint}: a refused query still counts against another limit")]
    public static partial void RefundFailed(ILogger logger, string endpoint, Exception cause);
}
