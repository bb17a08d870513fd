using System.Collections.Immutable;

namespace Andamento.Replicas;

/// <summary>What becomes of a set's record and status after a look at its replicas. Pure.</summary>
internal static class ReplicaSetLife
{
    /// <summary>What a look found.</summary>
    /// <param name="Member">The replica, as it is recorded.</param>
    /// <param name="Report">What it said.</param>
    internal readonly record struct Found(ReplicaMember Member, ReplicaReport Report)
    {
        /// <summary>Takes requests, and shall go on to.</summary>
        public bool Serves => !Member.Leaving && Report.State is ReplicaState.Ready;
    }

    /// <summary>Notes what came of loads. One whose silo went while it loaded is absent: loading it may be what ended the silo.</summary>
    public static ReplicaSetRecord Note(ReplicaSetRecord record, IReadOnlyList<Found> found, DateTimeOffset now)
    {
        var (crashed, ready) = (false, false);
        var members = record.Members;
        foreach (var (member, report) in found)
        {
            ready |= report.State is ReplicaState.Ready;
            if (!member.Starting || report.State is ReplicaState.Loading) continue;
            crashed |= report.State is ReplicaState.Absent;
            members = members.Replace(member, member with { Starting = false });
        }

        record = record with { Members = members, Deployed = record.Deployed || ready };
        if (crashed) return record with { Crashes = record.Crashes + 1, CrashedAt = now };
        return ready && members.All(member => !member.Starting) ? record with { Crashes = 0, CrashedAt = default } : record;
    }

    /// <summary>True when loading the model has ended too many silos of late.</summary>
    public static bool IsDangerous(ReplicaSetRecord record, ReplicaOptions options, DateTimeOffset now) =>
        record.Crashes >= options.MaxCrashes && now - record.CrashedAt < options.CrashPause;

    /// <summary>Lets the replicas leave that cannot be loaded, where the others are enough: growing has failed, serving goes on.</summary>
    public static ImmutableArray<ReplicaMember> WithoutFailed(
        ImmutableArray<ReplicaMember> members, IReadOnlyList<Found> found, int least)
    {
        if (found.Sum(one => one.Serves ? one.Member.Concurrency : 0) < Math.Max(1, least)) return members;
        foreach (var (member, report) in found)
        {
            if (report.State is not ReplicaState.Failed || member.Leaving) continue;
            var now = members.First(one => one.Ordinal == member.Ordinal);
            members = members.Replace(now, now with { Leaving = true });
        }

        return members;
    }

    /// <summary>What others are told.</summary>
    public static ReplicaSetStatus Status(
        ReplicaSetSpec spec, ReplicaSetRecord record, IReadOnlyList<Found> found, Func<ReplicaMember, string> key)
    {
        ImmutableArray<ReadyReplica> ready =
        [
            .. found.Where(one => one.Serves)
                .Select(one => new ReadyReplica(key(one.Member), one.Member.Concurrency, one.Report.Outstanding)),
        ];
        if (record.Deployed && record.Members.All(member => member.Leaving)) return new() { State = ReplicaState.Ready, Message = "Scaled to zero." };

        var least = spec.ScaleToZero && record.Deployed ? 0 : Math.Max(1, Math.Min(spec.MinConcurrency, spec.Concurrency));
        var failure = found.FirstOrDefault(one => !one.Member.Leaving && one.Report.State is ReplicaState.Failed).Report;
        if (failure is not null && (ready.IsEmpty || ready.Sum(one => one.Concurrency) < least))
            return new() { State = ReplicaState.Failed, Message = failure.Message, Ready = ready };
        if (ready.Sum(one => one.Concurrency) >= least && (!ready.IsEmpty || least == 0))
            return new() { State = ReplicaState.Ready, Message = ready.IsEmpty ? $"Scaled to zero; starting. {Progress(found)}".TrimEnd() : "", Ready = ready };

        return new() { State = ReplicaState.Loading, Message = Progress(found) is { Length: > 0 } said ? said : "Starting.", Ready = ready };
    }

    private static string Progress(IEnumerable<Found> found) =>
        found.FirstOrDefault(one => !one.Member.Leaving && one.Report.State is ReplicaState.Loading).Report?.Message ?? "";
}
