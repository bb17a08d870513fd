using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// Knows the ready replicas of one served entity, for all requests of this process: one question at a time goes to the set,
/// whoever needs the answer. Safe for concurrent use.
/// </summary>
internal sealed class ReadyReplicas(
    string key, ServedEntityDefinition definition, IGrainFactory grains, ServedEntityOptions options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1); // then it is asked again beside the requests
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(3); // then requests wait for the answer
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Guid _caller = Guid.NewGuid();
    private readonly ReplicaBalance _balance = new();
    private readonly Lock _asking = new();
    private Task<ReplicaSetStatus?> _question = Task.FromResult<ReplicaSetStatus?>(null);
    private long? _askedAt;
    private long? _knownAt;
    private int _waiting;

    /// <summary>Admits by tokens; null where throughput is not provisioned.</summary>
    public TokenAdmission? Tokens { get; } = definition.Replicas is { MaxThroughput: > 0 and var most }
        ? new(definition.Entity.Name, most, options, time)
        : null;

    /// <summary>Takes a place at a replica; waits for one that starts.</summary>
    /// <param name="body">The request's body where its beginning matters, else nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.Unavailable"/>: the set has failed.</exception>
    public ValueTask<ReplicaBalance.Slot> TakeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Age() is not { } age || age > Trusted || _balance.Take(body.Span) is not { } slot) return WaitAsync(body, cancellationToken);
        if (age > Fresh) _ = AskAsync();
        return new(slot);
    }

    /// <summary>What was known has turned out to be wrong.</summary>
    public void Forget()
    {
        lock (_asking) _knownAt = null;
    }

    /// <summary>Counts a request that waits, so that the set hears of it. Dispose the result when it waits no more.</summary>
    public Wait Waits()
    {
        Interlocked.Increment(ref _waiting);
        return new(this);
    }

    private async ValueTask<ReplicaBalance.Slot> WaitAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var waits = Waits();
        while (true)
        {
            var status = await AskAsync().WaitAsync(cancellationToken);
            if (status is { State: ReplicaState.Failed, Ready.IsEmpty: true })
                throw new ServingException(FailureKind.Unavailable, $"'{definition.Entity.Name}' cannot serve: {status.Message}");
            if (status is { Ready.IsEmpty: false } && _balance.Take(body.Span) is { } slot) return slot;
        }
    }

    private TimeSpan? Age()
    {
        lock (_asking) return _knownAt is { } at ? time.GetElapsedTime(at) : null;
    }

    // Off the turns of whichever grain happens to need it first: others wait for it too.
    private Task<ReplicaSetStatus?> AskAsync()
    {
        lock (_asking)
        {
            if (_question.IsCompleted) _question = Task.Run(QuestionAsync);
            return _question;
        }
    }

    /// <summary>Asks the set, at a bounded pace. Null when it cannot be reached now.</summary>
    private async Task<ReplicaSetStatus?> QuestionAsync()
    {
        if (_askedAt is { } at && Pace - time.GetElapsedTime(at) is var rest && rest > TimeSpan.Zero) await Task.Delay(rest, time);
        var askedAt = time.GetTimestamp();
        _askedAt = askedAt;
        var used = Tokens?.Report() ?? 0;
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var demand = new ReplicaDemand(_caller, Volatile.Read(ref _waiting)) { UsedTokens = used };
            var status = await grains.GetGrain<IReplicaSetGrain>(key)
                .AskAsync(definition.Replicas!, demand, patience.Token).WaitAsync(patience.Token);
            _balance.Update(status.Ready);
            if (status.TokensLeft is { } left) Tokens?.Learn(left);
            lock (_asking) _knownAt = status.Ready.IsEmpty ? null : askedAt;
            return status;
        }
        catch (Exception unreachable) when (unreachable is OrleansException or OperationCanceledException or TimeoutException)
        {
            Tokens?.NotReported(used);
            return null; // its silo has gone; it comes to life on another one
        }
    }

    /// <summary>One request that waits.</summary>
    public readonly struct Wait(ReadyReplicas replicas) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref replicas._waiting);
    }
}
