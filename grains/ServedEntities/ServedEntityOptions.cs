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

    /// <summary>
    /// Endpoints whose requests are sent to their external model once more when no response has begun after a wait, 10 ms to
    /// 5 minutes: <c>HedgeAfter:my-endpoint=00:00:02</c>, with <c>*</c> for all that are not named. The first response counts;
    /// the provider may bill both. None by default.
    /// </summary>
    public IDictionary<string, TimeSpan> HedgeAfter { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How many of a hundred requests are sent once more at most, beyond the first ten, 1 to 100. The default is 5.</summary>
    [Range(1, 100)]
    public int HedgePercent { get; set; } = 5;
}

/// <summary>Checks each wait, so that a mistake ends the start.</summary>
internal sealed class ServedEntityOptionsCheck : IValidateOptions<ServedEntityOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServedEntityOptions options)
    {
        var faults = options.HedgeAfter.Where(one => one.Value < Least || one.Value > Most)
            .Select(one => $"Andamento:ServedEntities:HedgeAfter:{one.Key}: {one.Value} is not between 10 ms and 5 minutes.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

[OptionsValidator]
internal sealed partial class ServedEntityOptionsRanges : IValidateOptions<ServedEntityOptions>;
