using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.RateLimits;

/// <summary>How budgets are kept. Section <c>Andamento:RateLimits</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>
    /// How long a counted call may be known in memory only, 10 ms to 1 minute. A silo that dies loses at most that much of
    /// a window. The default is 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan SaveDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class RateLimitOptionsRanges : IValidateOptions<RateLimitOptions>;
