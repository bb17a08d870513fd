using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>How long and how much a connection of a caller may keep the server busy. Section <c>Andamento:Connections</c>.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Connections";

    /// <summary>
    /// Most connections at once to each address that the server listens on, up to 1,000,000; one more is closed as it is made. The
    /// default is 0: any number.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxConnections { get; set; }

    /// <summary>
    /// How long the headers of a request may take from its first byte, 1 s to 5 minutes; after that it gets a 408. The default is 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a connection without a request stays open, 1 s to 1 hour. A proxy in front should close its own earlier, so that it
    /// never sends a request on one that is just closing. The default is 2 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most headers of a request, 10 to 1,000; a request with more gets a 431. The default is 100.</summary>
    [Range(10, 1_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Most bytes of all headers of a request, 1 KiB to 256 KiB; a request with more gets a 431. The default is 32 KiB.</summary>
    [Range(1024, 256 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>
    /// The least average rate at which the body of a request must come, in bytes a second, up to 1 MiB; a slower one gets a 408. 0
    /// waits for any. The default is 240.
    /// </summary>
    [Range(0, 1024 * 1024)]
    public int MinBodyRate { get; set; } = 240;

    /// <summary>
    /// The least average rate at which a caller must take an answer, in bytes a second, up to 1 GiB; the connection of a slower one is
    /// closed, and its call to the provider with it. A pause is nothing as long as the average is kept. 0 waits for any caller as long
    /// as a query may take. The default is 240.
    /// </summary>
    [Range(0, 1024 * 1024 * 1024)]
    public int MinAnswerRate { get; set; } = 240;

    /// <summary>How long a body or an answer may be below its rate, 2 s to 10 minutes. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class ConnectionOptionsRanges : IValidateOptions<ConnectionOptions>;
