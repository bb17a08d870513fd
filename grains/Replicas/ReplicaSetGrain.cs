using Andamento.Records;
using Andamento.ServedEntities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Replicas;

/// <summary>
/// Keeps the replicas that a served entity needs: looks at them several times a second, starts and stops some as the
/// load asks, and says which take requests. What it decides it stores first.
/// </summary>
[Reentrant] // Asking never waits for a replica. Safe: the status is replaced whole, and Stored admits one writer.
internal sealed partial class ReplicaSetGrain : Grain, IReplicaSetGrain
{
    private readonly Stored<ReplicaSetRecord> _record;
    private readonly ReplicaOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplicaSetGrain> _log;
    private readonly IReplicaPlaces _places;
    private readonly ReplicaDemands _demands;
    private readonly ReplicaLoads _loads = new();
    private ReplicaSetSpec? _spec;
    private TokenBucket? _tokens; // of a set with provisioned throughput
    private ReplicaSetStatus _status = new() { State = ReplicaState.Loading, Message = "Starting." };
    private bool _ensured;
    private bool _released;
    private IGrainTimer? _looking;

    public ReplicaSetGrain(
        [PersistentState("replica-set", StorageNames.Relaxed)] IPersistentState<ReplicaSetRecord> storage, IReplicaPlaces places,
        IOptions<ReplicaOptions> options, TimeProvider time, ILogger<ReplicaSetGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _places = places;
        _options = options.Value;
        _time = time;
        _log = log;
        _demands = new(time);
        _notes = new(time.GetUtcNow());
    }

    private string Key => this.GetPrimaryKeyString();

    public Task<ReplicaSetStatus> EnsureAsync(ReplicaSetSpec spec, CancellationToken cancellationToken)
    {
        _ensured = true;
        return Task.FromResult(Keep(spec));
    }

    public Task<ReplicaSetStatus> AskAsync(ReplicaSetSpec spec, ReplicaDemand demand, CancellationToken cancellationToken)
    {
        if (!_ensured && _record.Current.IsEmpty)
        {
            DeactivateOnIdle();
            return Task.FromResult(Released());
        }

        _demands.Note(demand);
        var status = Keep(spec) with { TokensLeft = Use(spec, demand.UsedTokens) };
        if (demand.Waiting > 0 && status.Ready.IsEmpty) _looking?.Change(TimeSpan.Zero, _options.Poll);
        return Task.FromResult(status);
    }

    public Task<ReplicaLoad> ReadLoadAsync(CancellationToken cancellationToken)
    {
        if (!_ensured && _record.Current.IsEmpty) DeactivateOnIdle(); // whoever asks for figures must not keep a set alive
        return Task.FromResult(_loads.Read());
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        _released = true;
        _looking?.Dispose();
        using var writing = await _record.EnterAsync(cancellationToken);
        await Task.WhenAll(_record.Current.Members.Select(member => UnloadAsync(KeyOf(member), cancellationToken)));
        if (!_record.Current.IsEmpty) await _record.ClearAsync(new());
        DeactivateOnIdle();
    }

    private double? Use(ReplicaSetSpec spec, long tokens)
    {
        if (spec.MaxThroughput == 0) return null;
        _tokens ??= new(spec.MaxThroughput, _time);
        _tokens.Take(tokens);
        return _tokens.Level;
    }

    private ReplicaSetStatus Keep(ReplicaSetSpec spec)
    {
        if (_released) return Released();
        _spec = spec;
        _looking ??= this.RegisterGrainTimer(
            static (set, _) => set.LookAsync(), this, new(TimeSpan.Zero, _options.Poll) { Interleave = true });
        return _status;
    }

    private async Task UnloadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await GrainFactory.GetGrain<IReplicaGrain>(key).UnloadAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            ReplicaLog.NotUnloaded(_log, key, failed); // its silo is gone, and the model with it
        }
    }

    private string KeyOf(ReplicaMember member) => new ReplicaKey(Key, _record.Current.Accelerator, member.Ordinal).ToString();

    private static ReplicaSetStatus Released() => new() { State = ReplicaState.Failed, Message = "The replicas were released." };
}
