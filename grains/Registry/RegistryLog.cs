using Microsoft.Extensions.Logging;

namespace Andamento.Registry;

// Events 1600-1699. An id is never reused. Descriptions and tags never appear.
internal static partial class RegistryLog
{
    [LoggerMessage(1600, LogLevel.Information, "Model {Model} was registered")]
    public static partial void Created(ILogger logger, string model);

    [LoggerMessage(1601, LogLevel.Information, "Model {Model} was deleted")]
    public static partial void Deleted(ILogger logger, string model);

    [LoggerMessage(1602, LogLevel.Information, "Model {Model} is now called {NewName}")]
    public static partial void Renamed(ILogger logger, string model, string newName);

    [LoggerMessage(1603, LogLevel.Information, "Version {Version} of model {Model} is ready: {Files} files")]
    public static partial void Ready(ILogger logger, string model, int version, int files);

    [LoggerMessage(1604, LogLevel.Warning, "Version {Version} of model {Model} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string model, int version, string reason);

    [LoggerMessage(1605, LogLevel.Error, "The files of version {Version} of model {Model} could not be put in place; trying again later")]
    public static partial void FinishingFailed(ILogger logger, string model, int version, Exception cause);

    [LoggerMessage(1606, LogLevel.Information, "The upload for version {Version} of model {Model} was silent for too long and is given up")]
    public static partial void UploadAbandoned(ILogger logger, string model, int version);

    [LoggerMessage(1607, LogLevel.Warning, "Files of model {Model} could not be removed: {StoredAs}")]
    public static partial void NotRemoved(ILogger logger, string model, string storedAs, Exception cause);

    [LoggerMessage(1608, LogLevel.Warning, "The model directory cannot be reached by {Model}; it asks later")]
    public static partial void DirectoryUnreachable(ILogger logger, string model, Exception cause);

    [LoggerMessage(1609, LogLevel.Warning, "The model directory cannot read {Model}")]
    public static partial void DirectoryCannotRead(ILogger logger, string model, Exception cause);

    [LoggerMessage(1610, LogLevel.Warning, "Looking after the registry failed; again in {Period}")]
    public static partial void WakingFailed(ILogger logger, TimeSpan period, Exception cause);

    [LoggerMessage(1611, LogLevel.Warning, "Looking after model {Model} failed; again soon")]
    public static partial void TendingFailed(ILogger logger, string model, Exception cause);
}
