using Andamento.Serving;

namespace Andamento.Api.Invocations;

// Events 2300-2399. An id is never reused: alerts and saved queries hold on to it. Prompts and answers never appear.
internal static partial class InvocationLog
{
    [LoggerMessage(2300, LogLevel.Warning, "The line to endpoint {Endpoint} broke; connecting again in {Delay}")]
    public static partial void WatchBroken(ILogger logger, string endpoint, TimeSpan delay, Exception cause);

    [LoggerMessage(
        2301, LogLevel.Information, "Endpoint {Endpoint}: trying again after {Entity} was lost before its first byte")]
    public static partial void TryingAgain(ILogger logger, string endpoint, string entity);

    [LoggerMessage(2303, LogLevel.Information, "Endpoint {Endpoint}: {Entity} failed as {Kind}; asking the next one")]
    public static partial void FallingBack(ILogger logger, string endpoint, string entity, FailureKind kind);

    [LoggerMessage(
        2302,
        LogLevel.Warning,
        "Endpoint {Endpoint}, request {Request}: {Entity} failed as {Kind} after the first byte")]
    public static partial void StreamBroken(
        ILogger logger, string endpoint, string request, string entity, FailureKind kind, Exception? cause);
}
