using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Tables;

/// <summary>How usage and inference tables are kept. Section <c>Andamento:Tables</c>.</summary>
public sealed class TableOptions
{
    /// <summary>Rows that wait to be written, 1 to 10,000,000; one more is dropped. The default is 100,000.</summary>
    [Range(1, 10_000_000)] public int MaxWaitingRows { get; set; } = 100_000;

    /// <summary>
    /// Memory that waiting rows may keep alive, in bytes, 1 MiB to 64 GiB; a row beyond it is dropped. The default is
    /// 128 MiB.
    /// </summary>
    [Range(1L << 20, 64L << 30)] public long MaxWaitingBytes { get; set; } = 128L << 20;

    /// <summary>
    /// How long rows are gathered before they are written, 1 ms to 1 minute. A process that dies loses at most that
    /// much. The default is 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan WriteDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often what was written is forced to the disk, 10 ms to 10 minutes. A power cut loses at most that much. The
    /// default is 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan SyncPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The size in bytes at which a file is closed and the next begun, 4 KiB to 16 GiB. The default is 64 MiB.</summary>
    [Range(4L << 10, 16L << 30)] public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>Days that rows are kept, 1 to 36,500. The default is 90. The table of served entities keeps all.</summary>
    [Range(1, 36_500)] public int RetainDays { get; set; } = 90;

    /// <summary>
    /// Bytes of all tables together, 1 MiB to 1 PiB; beyond it the oldest files go, those of served entities excepted.
    /// The default is 10 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 50)] public long RetainBytes { get; set; } = 10L << 30;

    /// <summary>How often old files are looked for, 1 s to 1 day. The default is 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetentionPeriod { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class TableOptionsRanges : IValidateOptions<TableOptions>;
