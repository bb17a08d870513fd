using Microsoft.Extensions.Logging;

namespace Orleans.Standin;

/// <summary>Every message that the engine logs.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1, LogLevel.Warning, "A one-way call of {Method} on {GrainId} failed.")]
    public partial void OneWayFailed(Exception exception, GrainId grainId, string method);

    [LoggerMessage(2, LogLevel.Error, "{GrainId} could not be activated.")]
    public partial void ActivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(3, LogLevel.Error, "{GrainId} failed while it was deactivated.")]
    public partial void DeactivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(4, LogLevel.Error, "A timer of {GrainId} failed.")]
    public partial void TimerFailed(Exception exception, GrainId grainId);

    [LoggerMessage(5, LogLevel.Information, "Silo {Name} is active at {Silo}.")]
    public partial void SiloActive(string name, SiloAddress silo);

    [LoggerMessage(6, LogLevel.Information, "Silo {Name} at {Silo} has stopped.")]
    public partial void SiloStopped(string name, SiloAddress silo);

    [LoggerMessage(7, LogLevel.Warning, "Silo {Name} did not stop cleanly.")]
    public partial void StopFailed(Exception exception, string name);
}
