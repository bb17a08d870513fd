using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.ServedEntities;

/// <summary>How this process treats served entities. Section <c>Andamento:ServedEntities</c>.</summary>
public sealed class ServedEntityOptions
{
    /// <summary>
    /// Failures of a provider within <see cref="CircuitWindow"/> after which nothing is sent to it for a while, provided
    /// that they are at least half of all calls; 0 to always send. The default is 5.
    /// </summary>
    [Range(0, 10_000)]
    public int CircuitFailures { get; set; } = 5;

    /// <summary>How far back failures count, 1 s to 1 hour. The default is 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CircuitWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long nothing is sent, 0.1 s to 1 hour, unless the provider asked for longer; then one request tries. The
    /// default is 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CircuitPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests that one served entity has at its provider at once, in this process. The default is 2,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrency { get; set; } = 2_000;

    /// <summary>Requests that may wait for one of those to end, or for a busy replica; one more is refused. The default is 200.</summary>
    [Range(0, 1_000_000)]
    public int MaxQueue { get; set; } = 200;

    /// <summary>How long a request waits in that queue, 10 ms to 5 minutes. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan MaxQueueTime { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class ServedEntityOptionsRanges : IValidateOptions<ServedEntityOptions>;
