namespace Andamento.Api.Failures;

// Events 2000-2019. An id is never reused: alerts and saved queries hold on to it. Bodies and tokens never appear.
internal static partial class FailureLog
{
    [LoggerMessage(2000, LogLevel.Error, "Request {RequestId} {Method} {Route} failed on a defect")]
    public static partial void Defect(ILogger logger, string requestId, string method, string route, Exception cause);

    [LoggerMessage(2001, LogLevel.Warning, "Request {RequestId} {Method} {Route} broke after its answer had begun")]
    public static partial void Broken(ILogger logger, string requestId, string method, string route, Exception cause);
}
