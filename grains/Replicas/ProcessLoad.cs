namespace Andamento.Replicas;

/// <summary>
/// How busy this process keeps the processors and the memory that it may use. All replicas of the process share them, so a
/// replica's own part cannot be told. Safe for concurrent use.
/// </summary>
/// <param name="time">Measures the time between two looks.</param>
/// <param name="look">Looks at the process.</param>
internal sealed class ProcessLoad(TimeProvider time, Func<ProcessUse> look)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1); // the least that a figure is an average of

    private readonly Lock _looking = new();
    private (long At, ProcessUse Use)? _last;
    private (double? Processor, double? Memory) _known;

    /// <summary>Makes one for this process.</summary>
    public ProcessLoad(TimeProvider time)
        : this(time, ProcessUse.Look)
    {
    }

    /// <summary>Both in percent. Processors: on average between the last two looks; null until there were two.</summary>
    public (double? Processor, double? Memory) Read()
    {
        lock (_looking)
        {
            var now = time.GetTimestamp();
            if (_last is { } recent && time.GetElapsedTime(recent.At, now) < Window) return _known;

            var use = look();
            double? busy = _last is { } last
                ? (use.ProcessorTime - last.Use.ProcessorTime) / (time.GetElapsedTime(last.At, now) * use.Processors)
                : null;
            _last = (now, use);
            return _known = (Percent(busy), use.AvailableBytes > 0 ? Percent((double)use.UsedBytes / use.AvailableBytes) : null);
        }
    }

    // Limits of containers are not whole processors, and what is available moves: a little more than all of it is all of it.
    private static double? Percent(double? part) => part is { } known ? Math.Clamp(100 * known, 0, 100) : null;
}

/// <summary>What a process uses.</summary>
/// <param name="ProcessorTime">Time on processors since it started.</param>
/// <param name="Processors">How many it may use at once.</param>
/// <param name="UsedBytes">Memory that it holds.</param>
/// <param name="AvailableBytes">Memory that it may hold.</param>
internal readonly record struct ProcessUse(TimeSpan ProcessorTime, int Processors, long UsedBytes, long AvailableBytes)
{
    /// <summary>Looks at this process. The limits of its container are those that the runtime found.</summary>
    public static ProcessUse Look() => new(
        Environment.CpuUsage.TotalTime, Environment.ProcessorCount, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
