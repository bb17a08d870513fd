using Andamento.Replicas;

namespace Andamento.Endpoints;

/// <summary>What an endpoint does on its own: it watches deployments and replicas, and lets go of what was replaced.</summary>
internal sealed partial class EndpointGrain
{
    private static readonly TimeSpan ReplicaPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DirectoryRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecordingRetry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, ReplicaSetStatus> _health = new(StringComparer.Ordinal);
    private IGrainTimer _tending = null!; // OnActivateAsync starts it.
    private Task _releasing = Task.CompletedTask;
    private bool _directoryKnows = true;

    private ReplicaSetStatus? Health(string key) => _health.GetValueOrDefault(key);

    // A summary may have been lost with the last activation, so an activation that finds an endpoint says it again.
    private void StartTending()
    {
        _directoryKnows = _record.Current.Endpoint is null;
        _tending = this.RegisterGrainTimer(
            static (grain, _) => grain.TendAsync(), this,
            new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
        TendSoon();
    }

    private void TendSoon() => _tending.Change(NextLook() is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    private async Task TendAsync()
    {
        try
        {
            if (!_directoryKnows) await TellDirectoryAsync();
            if (_recording.IsCompleted) _recording = RecordChangesAsync(); // a slow disk holds up nothing else
            await LookAtReplicasAsync();
            await AdvanceDeploymentAsync();
            if (_releasing.IsCompleted) _releasing = ReleaseAsync(); // drains for a while, and nothing waits for it
        }
        catch (Exception failed)
        {
            EndpointLog.TendingFailed(_log, Name, failed);
        }

        _tending.Change(NextLook() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When there is something to do, or null.</summary>
    private TimeSpan? NextLook()
    {
        var record = _record.Current;
        var looks = new List<TimeSpan>(4);
        if (!_directoryKnows) looks.Add(DirectoryRetry);
        if (!record.Unrecorded.IsEmpty) looks.Add(RecordingRetry);
        if (record.Endpoint?.Update is ConfigUpdateState.InProgress) looks.Add(_options.DeploymentPoll);
        if (record.Endpoint is { } endpoint && EndpointLife.Serving(endpoint).Any(entity => entity.Replicas is not null))
            looks.Add(_options.HealthPoll);
        if (!record.Draining.IsEmpty)
        {
            var wait = record.Draining.Min(entity => entity.ReleaseAt) - _time.GetUtcNow();
            looks.Add(wait > _options.DeploymentPoll ? wait : _options.DeploymentPoll);
        }

        return looks.Count == 0 ? null : looks.Min();
    }

    private async Task LookAtReplicasAsync()
    {
        if (_record.Current.Endpoint is not { } endpoint) return;
        var wanted = EndpointLife.Entities(endpoint)
            .Where(entity => entity.Replicas is not null)
            .DistinctBy(entity => EndpointLife.Key(endpoint, entity))
            .ToDictionary(entity => EndpointLife.Key(endpoint, entity), StringComparer.Ordinal);
        foreach (var gone in _health.Keys.Where(key => !wanted.ContainsKey(key)).ToList()) _health.Remove(gone);
        if (wanted.Count == 0) return;

        var before = Details(endpoint).Ready;
        await Task.WhenAll(wanted.Select(entity => LookAtAsync(entity.Key, entity.Value.Replicas!)));
        if (_record.Current.Endpoint is { } now && Details(now).Ready != before) await TellDirectoryAsync();
    }

    private async Task LookAtAsync(string key, ReplicaSetSpec spec)
    {
        try
        {
            using var patience = new CancellationTokenSource(ReplicaPatience, _time);
            _health[key] = await GrainFactory.GetGrain<IReplicaSetGrain>(key).EnsureAsync(spec, patience.Token)
                .WaitAsync(patience.Token);
        }
        catch (Exception failed)
        {
            EndpointLog.ReplicasUnreachable(_log, Name, key, failed);
            _health[key] = new() { State = ReplicaState.Loading, Message = "The replicas cannot be reached; trying again." };
        }

        _reports.Note(key, _health[key], _time.GetUtcNow());
    }

    /// <summary>Ends the running update once its replicas are ready, have failed, or have had their time.</summary>
    private async Task AdvanceDeploymentAsync()
    {
        if (_record.Current.Endpoint is not { Update: ConfigUpdateState.InProgress }) return;
        using var writing = await _record.EnterAsync(CancellationToken.None);
        if (_record.Current.Endpoint is not { Update: ConfigUpdateState.InProgress, Pending: { } pending } endpoint) return;

        var now = _time.GetUtcNow();
        var progress = DeploymentProgress.Of(
            endpoint, Health, now, entity => DeploymentTimeouts.Of(entity.WorkloadType, _options));
        if (progress.Failures.Count > 0)
        {
            EndpointLog.DeploymentFailed(_log, Name, pending.Version, progress.Failures.Values.First().Message);
            await CommitAsync(EndpointLife.Fail(_record.Current, progress.Failures, now));
        }
        else if (progress.AllReady)
        {
            await CommitAsync(EndpointLife.Activate(_record.Current, now, _options.DrainDelay));
            EndpointLog.Activated(_log, Name, pending.Version);
        }
    }

    /// <summary>Releases what is due. Never throws: a failure is logged, and the next look tries again.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            await ReleaseDueAsync();
        }
        catch (Exception failed)
        {
            EndpointLog.TendingFailed(_log, Name, failed);
        }
    }

    private async Task ReleaseDueAsync()
    {
        var now = _time.GetUtcNow();
        var due = _record.Current.Draining.Where(entity => entity.ReleaseAt <= now).ToList();
        if (due.Count == 0) return;

        var released = await Task.WhenAll(due.Select(ReleaseOneAsync));
        using var writing = await _record.EnterAsync(CancellationToken.None);
        var left = _record.Current.Draining.RemoveAll(
            entity => released.Contains(entity.Key, StringComparer.Ordinal) && entity.ReleaseAt <= now);
        if (left.Length != _record.Current.Draining.Length) await CommitAsync(_record.Current with { Draining = left });
    }

    /// <summary>The key once released; null when that has to be tried again.</summary>
    private async Task<string?> ReleaseOneAsync(DrainingEntity entity)
    {
        try
        {
            if (entity.HasReplicas)
                await GrainFactory.GetGrain<IReplicaSetGrain>(entity.Key).ReleaseAsync(CancellationToken.None);
            EndpointLog.Released(_log, Name, entity.Key);
            return entity.Key;
        }
        catch (Exception failed)
        {
            EndpointLog.ReplicasUnreachable(_log, Name, entity.Key, failed);
            return null;
        }
    }

    // The record is the truth; a directory that cannot be reached learns it later.
    private async Task TellDirectoryAsync()
    {
        try
        {
            if (_record.Current.Endpoint is { } endpoint) await Directory.PutAsync(Details(endpoint), CancellationToken.None);
            else await Directory.RemoveAsync(Name, CancellationToken.None);
            _directoryKnows = true;
        }
        catch (Exception failed)
        {
            EndpointLog.DirectoryUnreachable(_log, Name, failed);
            _directoryKnows = false;
        }
    }
}
