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
