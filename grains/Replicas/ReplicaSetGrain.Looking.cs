using Orleans.Runtime.Placement;
using static Andamento.Replicas.ReplicaSetLife;

namespace Andamento.Replicas;

/// <summary>One look at the replicas: ask, decide, store, act, tell.</summary>
internal sealed partial class ReplicaSetGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, Seen> _seen = []; // by ordinal
    private ReplicaPlan.Notes _notes;
    private long? _growthFailedAt;

    private async Task LookAsync()
    {
        try
        {
            if (_spec is { } spec && !_released) await LookAsync(spec);
        }
        catch (Exception failed)
        {
            ReplicaLog.LookFailed(_log, Key, failed);
        }
    }

    private async Task LookAsync(ReplicaSetSpec spec)
    {
        await PlaceAsync(spec);
        var found = await Task.WhenAll(_record.Current.Members.Select(member => FindAsync(member, spec)));
        _loads.Note(found);
        using var writing = await _record.EnterAsync(CancellationToken.None);
        if (_released) return;

        var next = await DecideAsync(spec, found);
        if (!next.Says(_record.Current))
        {
            Log(_record.Current, next);
            await _record.WriteAsync(next);
        }

        await ActAsync(spec, found);
        if (next.Members.Length > found.Length) _looking?.Change(TimeSpan.Zero, _options.Poll); // new ones are asked, then started
        _status = Status(spec, _record.Current, Current(found), KeyOf);
    }

    /// <summary>Decides where replicas shall come to life that are nowhere yet.</summary>
    private async Task PlaceAsync(ReplicaSetSpec spec)
    {
        var homeless = _record.Current.Members.Select(Remembered).Where(seen => seen.Silo is null).ToList();
        if (homeless.Count == 0) return;

        var places = await _places.FindAsync(spec.Accelerator);
        foreach (var seen in homeless) seen.Wish = null;
        foreach (var seen in homeless)
            seen.Wish = ReplicaPlace.Choose(places, _seen.Values.Select(other => other.Silo ?? other.Wish).OfType<SiloAddress>());
    }

    /// <summary>Asks one replica how it is.</summary>
    private async Task<Found> FindAsync(ReplicaMember member, ReplicaSetSpec spec)
    {
        var seen = Remembered(member);
        try
        {
            if (seen.Silo is null)
            {
                if (seen.Wish is null) return new(member, NoPlace(spec.Accelerator));
                RequestContext.Set(IPlacementDirector.PlacementHintKey, seen.Wish); // for this call alone
            }

            using var patience = new CancellationTokenSource(Patience, _time);
            var report = await GrainFactory.GetGrain<IReplicaGrain>(KeyOf(member)).ReportAsync(patience.Token).WaitAsync(patience.Token);
            seen.Silo = report.Silo;
            seen.FailedAt = report.State is ReplicaState.Failed ? seen.FailedAt ?? _time.GetTimestamp() : null;
            return new(member, report.State is ReplicaState.Absent && IsDangerous(_record.Current, _options, _time.GetUtcNow()) ? Dangerous() : report);
        }
        catch (Exception lost)
        {
            ReplicaLog.Lost(_log, KeyOf(member), lost);
            seen.Silo = null;
            return new(member, new() { State = ReplicaState.Loading, Message = "A replica cannot be reached; it is started again." });
        }
    }

    private async Task<ReplicaSetRecord> DecideAsync(ReplicaSetSpec spec, Found[] found)
    {
        var now = _time.GetUtcNow();
        var record = Note(_record.Current, found, now) with { Accelerator = spec.Accelerator };
        var (waiting, asked) = _demands.Take();
        var demand = new ReplicaPlan.Demand(found.Sum(one => one.Report.Outstanding), waiting, asked | HaveBegun(found));
        (var desired, _notes) = ReplicaPlan.Desired(spec, _options, record, demand, _notes, now);

        var capacity = ReplicaMembers.Capacity(record.Members);
        if (capacity > 0 && desired > capacity && (MayNotGrow() || IsDangerous(record, _options, now))) desired = capacity;
        var places = desired > capacity ? await _places.FindAsync(spec.Accelerator) : [];
        var members = ReplicaMembers.Fit(
            record.Members, desired, Math.Max(desired, spec.Concurrency), _options.Concurrency, places.Sum(place => place.Devices));

        var kept = WithoutFailed(members, found, spec.MinConcurrency);
        if (kept != members) _growthFailedAt = _time.GetTimestamp();
        var dangerous = IsDangerous(record, _options, now);
        return record with
        {
            Members = [.. kept.Select(member => !dangerous && MustStart(member, found) ? member with { Starting = true } : member)],
        };
    }

    /// <summary>Starts what is recorded as starting, and lets go of what may leave.</summary>
    private async Task ActAsync(ReplicaSetSpec spec, Found[] found)
    {
        var members = _record.Current.Members;
        await Task.WhenAll(members.Where(member => member.Starting && MustStart(member, found)).Select(member => StartAsync(member, spec)));
        var gone = await Task.WhenAll(members.Where(member => member.Leaving && MayGo(member)).Select(LetGoAsync));
        if (gone.Any(member => member is not null))
            await _record.WriteAsync(_record.Current with { Members = members.RemoveAll(member => gone.Contains(member)) });
        foreach (var ordinal in _seen.Keys.Except(_record.Current.Members.Select(member => member.Ordinal)).ToList()) _seen.Remove(ordinal);
    }

    private async Task StartAsync(ReplicaMember member, ReplicaSetSpec spec)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, _time);
            Remembered(member).FailedAt = null;
            await GrainFactory.GetGrain<IReplicaGrain>(KeyOf(member))
                .LoadAsync(new() { Model = spec.Model, Accelerator = spec.Accelerator, Concurrency = member.Concurrency }, patience.Token)
                .WaitAsync(patience.Token);
        }
        catch (Exception lost)
        {
            ReplicaLog.Lost(_log, KeyOf(member), lost);
            Remembered(member).Silo = null;
        }
    }

    /// <summary>The replica once it is gone; null while it has requests.</summary>
    private async Task<ReplicaMember?> LetGoAsync(ReplicaMember member)
    {
        try
        {
            return await GrainFactory.GetGrain<IReplicaGrain>(KeyOf(member)).UnloadIdleAsync(CancellationToken.None) ? member : null;
        }
        catch (Exception failed)
        {
            ReplicaLog.NotUnloaded(_log, KeyOf(member), failed);
            return member; // its silo is gone, and the model with it
        }
    }

    // A member that was decided on in this look was not asked yet; the next look does, and then it starts.
    private bool MustStart(ReplicaMember member, Found[] found)
    {
        if (member.Leaving || found.FirstOrDefault(one => one.Member.Ordinal == member.Ordinal).Report is not { } report) return false;
        return report.State switch
        {
            ReplicaState.Absent => true,
            ReplicaState.Failed => Remembered(member).FailedAt is { } at && _time.GetElapsedTime(at) >= _options.RetryAfterFailure,
            _ => false,
        };
    }

    private bool MayGo(ReplicaMember member)
    {
        var since = Remembered(member).LeavingSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(since) >= _options.DrainDelay;
    }

    private bool MayNotGrow() => _growthFailedAt is { } at && _time.GetElapsedTime(at) < _options.RetryAfterFailure;

    private bool HaveBegun(Found[] found)
    {
        var begun = false;
        foreach (var (member, report) in found)
        {
            var seen = Remembered(member);
            begun |= report.Begun > seen.Begun;
            seen.Begun = report.Begun;
        }

        return begun;
    }

    // What was found, about the members as they are recorded now.
    private Found[] Current(Found[] found) =>
    [
        .. from one in found
           let member = _record.Current.Members.FirstOrDefault(member => member.Ordinal == one.Member.Ordinal)
           where member is not null
           select one with { Member = member },
    ];

    private Seen Remembered(ReplicaMember member)
    {
        if (!_seen.TryGetValue(member.Ordinal, out var seen)) _seen[member.Ordinal] = seen = new();
        if (!member.Leaving) seen.LeavingSince = null;
        return seen;
    }

    private ReplicaReport NoPlace(Accelerator accelerator)
    {
        var name = ReplicaKey.Name(accelerator);
        if (_status.State is not ReplicaState.Failed) ReplicaLog.NoSilo(_log, Key, name);
        return Failed($"No silo of this cluster has accelerator={name}. Start one, or choose a CPU workload_type.");
    }

    private ReplicaReport Dangerous() => Failed(
        $"Loading the model has ended its silo {_record.Current.Crashes} times in a row. It is left alone; deploy it again once the cause is gone.");

    private static ReplicaReport Failed(string message) => new() { State = ReplicaState.Failed, Message = message };

    private void Log(ReplicaSetRecord before, ReplicaSetRecord next)
    {
        var (had, has) = (ReplicaMembers.Capacity(before.Members), ReplicaMembers.Capacity(next.Members));
        if (had != has) ReplicaLog.Scaled(_log, Key, had, has, next.Members.Count(member => !member.Leaving));
        if (next.Crashes > before.Crashes) ReplicaLog.Crashed(_log, Key, next.Crashes);
    }

    /// <summary>What is remembered of a replica between looks.</summary>
    private sealed class Seen
    {
        /// <summary>Where it lives; null while that is not known.</summary>
        public SiloAddress? Silo { get; set; }

        /// <summary>Where it shall come to life; null when there is no place.</summary>
        public SiloAddress? Wish { get; set; }

        public long Begun { get; set; }

        public long? FailedAt { get; set; }

        public long? LeavingSince { get; set; }
    }
}
