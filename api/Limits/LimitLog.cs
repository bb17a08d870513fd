namespace Andamento.Api.Limits;

// Events 2400-2499. An id is never reused: alerts and saved queries hold on to it. Budgets' keys name users: they never appear.
internal static partial class LimitLog
{
    [LoggerMessage(2401, LogLevel.Warning, "A budget did not hear what {Count} calls used; their reservations stand for a minute")]
    public static partial void NotSettled(ILogger logger, int count, Exception cause);

    [LoggerMessage(2402, LogLevel.Warning, "A budget's lease could not be renewed; calls ask again")]
    public static partial void LeaseBroken(ILogger logger, Exception cause);

    [LoggerMessage(2403, LogLevel.Warning, "A budget's lease could not be returned; what was left of it counts as spent for a minute")]
    public static partial void NotReturned(ILogger logger, Exception cause);
}
