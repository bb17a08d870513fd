using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Registry;

/// <summary>Limits and times of the model registry. Section <c>Andamento:Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>Most versions of one model, 1 to 100,000. The default is 1,000.</summary>
    [Range(1, 100_000)] public int MaxVersions { get; set; } = 1000;

    /// <summary>The largest upload in bytes, 1 KiB to 1 TiB. The default is 32 GiB.</summary>
    [Range(1024, 1L << 40)] public long MaxUploadBytes { get; set; } = 32L << 30;

    /// <summary>How long an upload may be silent before it is given up, 1 s to 90 days. The default is 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan UploadSilence { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How often each silo looks for versions whose files a lost silo was checking, and for silent uploads, 100 ms to 1 hour.
    /// The default is 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call that completes an upload waits for the outcome, 0 to 20 s. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan CompletionWait { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class RegistryOptionsRanges : IValidateOptions<RegistryOptions>;
