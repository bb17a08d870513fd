using Microsoft.Extensions.Logging;

namespace Andamento.RateLimits;

// Events 1200-1299. An id is never reused. The budget's key names a user: it is logged only when its storage fails.
internal static partial class RateLimitLog
{
    [LoggerMessage(1200, LogLevel.Warning, "Budget {Budget} could not be stored; it is tried again")]
    public static partial void NotSaved(ILogger logger, string budget, Exception cause);
}
