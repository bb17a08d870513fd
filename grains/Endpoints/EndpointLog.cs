using Microsoft.Extensions.Logging;

namespace Andamento.Endpoints;

// Events 1000-1099. An id is never reused. Bodies, settings and credentials never appear.
internal static partial class EndpointLog
{
    [LoggerMessage(1000, LogLevel.Information, "Endpoint {Endpoint} created as {Id}")]
    public static partial void Created(ILogger logger, string endpoint, string id);

    [LoggerMessage(1001, LogLevel.Information, "Endpoint {Endpoint} accepted config {Version}: {State}")]
    public static partial void Accepted(ILogger logger, string endpoint, int version, ConfigUpdateState state);

    [LoggerMessage(1002, LogLevel.Information, "Endpoint {Endpoint} serves config {Version}")]
    public static partial void Activated(ILogger logger, string endpoint, int version);

    [LoggerMessage(1003, LogLevel.Warning, "Endpoint {Endpoint} could not deploy config {Version}: {Reason}")]
    public static partial void DeploymentFailed(ILogger logger, string endpoint, int version, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Endpoint {Endpoint} deleted")]
    public static partial void Deleted(ILogger logger, string endpoint);

    [LoggerMessage(1005, LogLevel.Information, "Endpoint {Endpoint} released {Entity}")]
    public static partial void Released(ILogger logger, string endpoint, string entity);

    [LoggerMessage(1006, LogLevel.Warning, "Endpoint {Endpoint} could not reach the replicas of {Entity}; it tries again")]
    public static partial void ReplicasUnreachable(ILogger logger, string endpoint, string entity, Exception cause);

    [LoggerMessage(1007, LogLevel.Warning, "Endpoint {Endpoint} could not tell the directory; it tries again")]
    public static partial void DirectoryUnreachable(ILogger logger, string endpoint, Exception cause);

    [LoggerMessage(1008, LogLevel.Error, "Endpoint {Endpoint} could not tend its deployment; it tries again")]
    public static partial void TendingFailed(ILogger logger, string endpoint, Exception cause);

    [LoggerMessage(1009, LogLevel.Information, "Endpoint {Endpoint} has other permissions now, {Count} of them besides its creator's")]
    public static partial void PermissionsChanged(ILogger logger, string endpoint, int count);

    [LoggerMessage(1010, LogLevel.Warning, "Endpoint {Endpoint} could not record its served entities; it tries again")]
    public static partial void NotRecorded(ILogger logger, string endpoint, Exception cause);

    [LoggerMessage(1011, LogLevel.Information, "Endpoint {Endpoint}: the deployment of config {Version} was cancelled")]
    public static partial void Canceled(ILogger logger, string endpoint, int version);

    [LoggerMessage(1012, LogLevel.Information, "Endpoint {Endpoint} was stopped")]
    public static partial void Stopped(ILogger logger, string endpoint);

    [LoggerMessage(1013, LogLevel.Information, "Endpoint {Endpoint} accepted config {Version}, which is config {Earlier} again")]
    public static partial void AcceptedAgain(ILogger logger, string endpoint, int version, int earlier);

    [LoggerMessage(1014, LogLevel.Information, "Endpoint {Endpoint} serves config {Version}: {Count} recipients wanted to know")]
    public static partial void ToldOfSuccess(ILogger logger, string endpoint, int version, int count);

    [LoggerMessage(1015, LogLevel.Warning, "Endpoint {Endpoint} could not deploy config {Version}: {Count} recipients wanted to know. {Reason}")]
    public static partial void ToldOfFailure(ILogger logger, string endpoint, int version, int count, string reason);

    [LoggerMessage(1016, LogLevel.Error, "Endpoint {Endpoint} could not hand a notification over")]
    public static partial void NotNotified(ILogger logger, string endpoint, Exception cause);

    [LoggerMessage(1020, LogLevel.Information, "The directory asked for {Count} endpoints it was not sure of")]
    public static partial void DirectoryRebuilt(ILogger logger, int count);

    [LoggerMessage(1021, LogLevel.Error, "The directory could not read endpoint {Endpoint}; it is not listed until it can be")]
    public static partial void DirectoryCannotRead(ILogger logger, string endpoint, Exception cause);

    [LoggerMessage(1022, LogLevel.Warning, "Looking for endpoints that lost their silo failed; the next try is in {Period}")]
    public static partial void WakingFailed(ILogger logger, TimeSpan period, Exception cause);
}
