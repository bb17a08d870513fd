using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Endpoints;

/// <summary>Limits and times of endpoints. Section <c>Andamento:Endpoints</c>.</summary>
public sealed class EndpointOptions
{
    /// <summary>Most served entities of one endpoint, 1 to 1,000. The default is 15.</summary>
    [Range(1, 1000)] public int MaxServedEntities { get; set; } = 15;

    /// <summary>Most environment variables of one served entity, 0 to 1,000. The default is 30.</summary>
    [Range(0, 1000)] public int MaxEnvironmentVars { get; set; } = 30;

    /// <summary>How long a deployment may take before the update fails, 1 s to 1 day. The default is 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DeploymentTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The same for the workload types GPU_SMALL and GPU_MEDIUM, 1 s to 1 day. The default is 60 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan GpuDeploymentTimeout { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>The same for GPU_LARGE and larger ones, 1 s to 1 day. The default is 120 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LargeGpuDeploymentTimeout { get; set; } = TimeSpan.FromMinutes(120);

    /// <summary>How many accepted configs an endpoint keeps to roll back to, 1 to 1,000. The default is 50.</summary>
    [Range(1, 1000)] public int MaxConfigHistory { get; set; } = 50;

    /// <summary>How many events an endpoint keeps, 10 to 1,000. The default is 100.</summary>
    [Range(10, 1000)] public int MaxEvents { get; set; } = 100;

    /// <summary>Most endpoints of the workspace, 1 to 1,000,000. The default is 1,000.</summary>
    [Range(1, 1_000_000)] public int MaxEndpoints { get; set; } = 1000;

    /// <summary>Most requests at once that all entities with one model may provision, 4 to 1,000,000. The default is 1,024.</summary>
    [Range(4, 1_000_000)] public int MaxModelConcurrency { get; set; } = 1024;

    /// <summary>Most requests at once that all entities of the workspace may provision, 4 to 1,000,000. The default is 4,096.</summary>
    [Range(4, 1_000_000)] public int MaxWorkspaceConcurrency { get; set; } = 4096;

    /// <summary>Creates and config updates that the workspace may make in one window; 0 for any number. The default is 50.</summary>
    [Range(0, 1_000_000)] public int MaxChanges { get; set; } = 50;

    /// <summary>How long that window is, 1 s to 1 day. The default is 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ChangesWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a running deployment is looked at, 10 ms to 1 minute. The default is 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan DeploymentPoll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often replicas that serve are looked at, 50 ms to 10 minutes. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan HealthPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a replaced entity stays for front doors that have not heard of the new config, 0 to 1 hour.
    /// The default is 15 s: longer than a front door trusts what it has read.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a watcher hears from an endpoint that does not change, 50 ms to 1 minute. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often each silo looks for endpoints that must be awake and may have lost their silo, 100 ms to 1 hour.
    /// The default is 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class EndpointOptionsRanges : IValidateOptions<EndpointOptions>;
