using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Invocations;

/// <summary>Limits of one query. Section <c>Andamento:Invocations</c>.</summary>
public sealed class InvocationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Invocations";

    /// <summary>How long a query may take, from its first byte to the answer's last. The default is 297 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(297);

    /// <summary>The largest body for a custom model, in bytes. The default is 16 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxCustomBodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The largest body for a language or embedding model, in bytes. The default is 4 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxLanguageBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Queries that this front door runs at once; one more is refused. The default is 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentQueries { get; set; } = 10_000;

    /// <summary>
    /// Silence after which a stream sends an empty line, so that nothing between us and the caller gives up. The
    /// default is 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class InvocationOptionsRanges : IValidateOptions<InvocationOptions>;
