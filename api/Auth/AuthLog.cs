namespace Andamento.Api.Auth;

// Events 2100-2199. An id is never reused: alerts and saved queries hold on to it. Tokens never appear.
internal static partial class AuthLog
{
    [LoggerMessage(2100, LogLevel.Warning, "The line to the identity grain broke; connecting again in {Delay}")]
    public static partial void WatchBroken(ILogger logger, TimeSpan delay, Exception cause);
}
