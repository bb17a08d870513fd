using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Replicas;

/// <summary>
/// Looks at its replicas while someone asks for them. It stores nothing: the endpoint that wants the replicas asks
/// again and again, and a set or a replica that nobody asks for any more goes away by itself.
/// </summary>
[Reentrant] // Asking never waits for a replica. Safe: the status is replaced whole.
internal sealed class ReplicaSetGrain(IOptions<ReplicaOptions> options, TimeProvider time, ILogger<ReplicaSetGrain> log)
    : Grain, IReplicaSetGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private ReplicaSetSpec? _spec;
    private ReplicaSetStatus _status = Loading("Starting.");
    private long _failedAt;
    private bool _released;
    private IGrainTimer? _looking;

    public Task<ReplicaSetStatus> EnsureAsync(ReplicaSetSpec spec, CancellationToken cancellationToken)
    {
        if (_released) return Task.FromResult(Failed("The replicas were released."));
        if (_status.State is ReplicaState.Failed && time.GetElapsedTime(_failedAt) >= options.Value.RetryAfterFailure)
        {
            _status = Loading("Trying again.");
            _looking?.Change(TimeSpan.Zero, options.Value.Poll);
        }

        _spec = spec;
        _looking ??= this.RegisterGrainTimer(
            static (set, _) => set.LookAsync(), this, new(TimeSpan.Zero, options.Value.Poll) { Interleave = true });
        return Task.FromResult(_status);
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        _released = true;
        _looking?.Dispose();
        if (_spec is { } spec) await Task.WhenAll(Keys(spec).Select(key => UnloadAsync(key, cancellationToken)));
        DeactivateOnIdle();
    }

    private async Task LookAsync()
    {
        if (_released || _status.State is ReplicaState.Failed || _spec is not { } spec) return;
        var keys = Keys(spec);
        var replicas = await Task.WhenAll(keys.Select(key => LookAtAsync(key, spec)));
        _status = Combine(keys, replicas);
        if (_status.State is ReplicaState.Failed) _failedAt = time.GetTimestamp();
    }

    private async Task<ReplicaSetStatus> LookAtAsync(string key, ReplicaSetSpec spec)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            return await GrainFactory.GetGrain<IReplicaGrain>(key).LoadAsync(spec, patience.Token).WaitAsync(patience.Token);
        }
        catch (OrleansException nowhere) when (nowhere.GetType() == typeof(OrleansException) && spec.Accelerator is not Accelerator.None)
        {
            var accelerator = ReplicaKey.Name(spec.Accelerator);
            ReplicaLog.NoSilo(log, this.GetPrimaryKeyString(), accelerator);
            return Failed($"No silo of this cluster has accelerator={accelerator}. Start one, or choose a CPU workload_type.");
        }
        catch (Exception lost)
        {
            ReplicaLog.Lost(log, key, lost);
            return Loading("A replica cannot be reached; it is started again.");
        }
    }

    private async Task UnloadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await GrainFactory.GetGrain<IReplicaGrain>(key).UnloadAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            ReplicaLog.NotUnloaded(log, key, failed); // its silo is gone, and the model with it
        }
    }

    private ImmutableArray<string> Keys(ReplicaSetSpec spec) =>
        [.. Enumerable.Range(0, spec.Replicas).Select(ordinal => new ReplicaKey(this.GetPrimaryKeyString(), spec.Accelerator, ordinal).ToString())];

    /// <summary>A set is ready when all replicas are. One that was lost leaves the others serving.</summary>
    private static ReplicaSetStatus Combine(ImmutableArray<string> keys, ReplicaSetStatus[] replicas)
    {
        ImmutableArray<string> ready = [.. keys.Where((_, index) => replicas[index].State is ReplicaState.Ready)];
        var worst = replicas.MaxBy(replica => replica.State switch
        {
            ReplicaState.Failed => 2,
            ReplicaState.Loading => 1,
            _ => 0,
        })!;
        return worst with { Ready = ready };
    }

    private static ReplicaSetStatus Loading(string message) => new() { State = ReplicaState.Loading, Message = message };

    private static ReplicaSetStatus Failed(string message) => new() { State = ReplicaState.Failed, Message = message };
}
