using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Replicas;

/// <summary>Times and threads of replicas. Section <c>Andamento:Replicas</c>.</summary>
public sealed class ReplicaOptions
{
    /// <summary>How long requests in flight may go on when a replica is unloaded, 0 to 5 minutes. The default is 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a set looks at its replicas, 10 ms to 1 minute. The default is 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a replica that could not be loaded is left alone, 0 to 1 hour. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryAfterFailure { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Threads of one run of a model, 0 to 1,024. The default is 0: the runtime decides.</summary>
    [Range(0, 1024)] public int Threads { get; set; }

    /// <summary>The CUDA device of this silo's replicas, 0 to 64. The default is 0.</summary>
    [Range(0, 64)] public int DeviceIndex { get; set; }
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class ReplicaOptionsRanges : IValidateOptions<ReplicaOptions>;
