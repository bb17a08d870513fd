using Microsoft.Extensions.Logging;

namespace Andamento.Replicas;

// Events 1100-1199. An id is never reused. Inputs and answers never appear.
internal static partial class ReplicaLog
{
    [LoggerMessage(1100, LogLevel.Information, "Replica {Replica} loads {Model} version {Version}")]
    public static partial void Loading(ILogger logger, string replica, string model, string version);

    [LoggerMessage(1101, LogLevel.Information, "Replica {Replica} is ready after {Elapsed}")]
    public static partial void Ready(ILogger logger, string replica, TimeSpan elapsed);

    [LoggerMessage(1102, LogLevel.Error, "Replica {Replica} could not be loaded")]
    public static partial void LoadFailed(ILogger logger, string replica, Exception cause);

    [LoggerMessage(1103, LogLevel.Information, "Replica {Replica} unloaded; {InFlight} requests were cut off")]
    public static partial void Unloaded(ILogger logger, string replica, int inFlight);

    [LoggerMessage(1110, LogLevel.Warning, "Replica {Replica} cannot be reached; it is started again")]
    public static partial void Lost(ILogger logger, string replica, Exception cause);

    [LoggerMessage(1111, LogLevel.Warning, "Replica {Replica} could not be told to unload")]
    public static partial void NotUnloaded(ILogger logger, string replica, Exception cause);

    [LoggerMessage(1112, LogLevel.Error, "Replica set {Set} has no silo with accelerator={Accelerator}")]
    public static partial void NoSilo(ILogger logger, string set, string accelerator);

    [LoggerMessage(1113, LogLevel.Error, "Replica set {Set} could not look at its replicas; it looks again")]
    public static partial void LookFailed(ILogger logger, string set, Exception cause);

    [LoggerMessage(1114, LogLevel.Information, "Replica set {Set} goes from {Before} to {After} requests at once, on {Replicas} replicas")]
    public static partial void Scaled(ILogger logger, string set, int before, int after, int replicas);

    [LoggerMessage(1115, LogLevel.Error, "A silo has gone while it loaded the model of replica set {Set}, {Crashes} in a row")]
    public static partial void Crashed(ILogger logger, string set, int crashes);

    [LoggerMessage(1116, LogLevel.Information, "Replica {Replica} gives {TokensPerSecond} tokens per second")]
    public static partial void Measured(ILogger logger, string replica, double tokensPerSecond);

    [LoggerMessage(1117, LogLevel.Warning, "Replica {Replica} could not measure its tokens per second; the estimate stays")]
    public static partial void NotMeasured(ILogger logger, string replica, Exception cause);
}
