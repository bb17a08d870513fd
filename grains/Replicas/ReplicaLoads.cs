using Andamento.Serving;
using static Andamento.Replicas.ReplicaSetLife;

namespace Andamento.Replicas;

/// <summary>Adds up what the replicas of a set have done. What one did stays counted when it goes, or begins anew elsewhere.</summary>
internal sealed class ReplicaLoads
{
    private readonly Dictionary<int, ReplicaLoad> _last = []; // by ordinal
    private ReplicaLoad _sum = new();

    /// <summary>Notes what a look at all replicas found.</summary>
    public void Note(IReadOnlyList<Found> found)
    {
        foreach (var gone in _last.Keys.Except(found.Select(one => one.Member.Ordinal)).ToList()) _last.Remove(gone);
        foreach (var (member, report) in found)
        {
            if (report.Load is not { } load) continue;
            if (load.Runs.Total != _last.GetValueOrDefault(member.Ordinal)?.Runs.Total) Add(member.Ordinal, load); // most looks find nothing new
        }

        ReplicaLoad[] now = [.. found.Select(one => one.Report.Load).OfType<ReplicaLoad>()];
        _sum = _sum with
        {
            Processor = now.Average(one => one.Processor),
            Memory = now.Average(one => one.Memory),
            Device = now.Average(one => one.Device),
            DeviceMemory = now.Average(one => one.DeviceMemory),
        };
    }

    /// <summary>The sum of what all did, and what the hosts of those that serve do on average; null where none tells.</summary>
    public ReplicaLoad Read() => _sum;

    private void Add(int ordinal, ReplicaLoad load)
    {
        var before = _last.GetValueOrDefault(ordinal);
        _last[ordinal] = load;
        _sum = _sum with
        {
            Waits = _sum.Waits.Plus(load.Waits.Since(before?.Waits ?? DurationCounts.None)),
            Runs = _sum.Runs.Plus(load.Runs.Since(before?.Runs ?? DurationCounts.None)),
        };
    }
}
