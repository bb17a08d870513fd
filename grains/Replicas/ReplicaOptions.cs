using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Replicas;

/// <summary>How replicas are started, scaled and stopped. Section <c>Andamento:Replicas</c>.</summary>
public sealed class ReplicaOptions
{
    /// <summary>
    /// Requests at once that a further replica is worth for, 1 to 1,024. A set with a silo or device to spare has replicas of at
    /// least this size; without one, fewer and larger replicas share their runs better. The default is 4.
    /// </summary>
    [Range(1, 1024)] public int Concurrency { get; set; } = 4;

    /// <summary>How long more requests must be there than replicas run at once before the set grows, 0 to 10 minutes. The default is 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ScaleUpAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long fewer replicas must have been enough before the set shrinks, 0 to 1 day. The default is 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ScaleDownAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nobody must have asked before a set that may scale to zero does, 0 to 30 days. The default is 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long a replica that the set does without stays for callers that have not heard of it, 0 to 10 minutes; then it goes with the
    /// end of its last request. The default is 3 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long requests in flight may go on when a replica is unloaded because its config or its silo goes, 0 to 5 minutes. The default
    /// is 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a set looks at its replicas, 10 ms to 1 minute. The default is 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a replica that could not be loaded is left alone, 0 to 1 hour. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryAfterFailure { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Loads in a row that may end with the end of their silo, 1 to 100; after that the model is left alone for
    /// <see cref="CrashPause"/>. The default is 3.
    /// </summary>
    [Range(1, 100)] public int MaxCrashes { get; set; } = 3;

    /// <summary>How long that is, 0 to 30 days. The default is 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan CrashPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Threads of one run of a model, 0 to 1,024. The default is 0: the runtime decides.</summary>
    [Range(0, 1024)] public int Threads { get; set; }

    /// <summary>Most memory of its CUDA device that one replica takes, in bytes, up to 4 TiB; 0 for as much as there is. The default is 0.</summary>
    [Range(0, 1L << 42)] public long DeviceBytes { get; set; }
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class ReplicaOptionsRanges : IValidateOptions<ReplicaOptions>;
