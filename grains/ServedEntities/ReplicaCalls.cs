using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs requests on the replicas of one served entity: the least loaded, once more when one is lost.</summary>
/// <remarks>Belongs to one activation and is used within its turns.</remarks>
internal sealed class ReplicaCalls(
    string key, ServedEntityDefinition definition, IGrainFactory grains, ReplicaLoads loads, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadingPoll = TimeSpan.FromMilliseconds(100);

    private ImmutableArray<string> _ready = [];
    private long _readAt;

    /// <summary>Answers one request; waits for a replica that is loading while the request has time.</summary>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Positive(request.TimeLeft), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await InvokeWhereReadyAsync(request, either.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServingException(FailureKind.TimedOut, $"'{definition.Entity.Name}' did not answer in time.", late);
        }
    }

    /// <summary>
    /// A replica that turns out not to be loaded has done nothing: the request waits for the next one. One that is lost
    /// with the request may have done something that nobody saw: that is risked once more, not again and again.
    /// </summary>
    private async Task<ServingAnswer> InvokeWhereReadyAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        for (var losses = 0; ;)
        {
            using var lease = loads.Take(await ReadyAsync(cancellationToken));
            try
            {
                return await grains.GetGrain<IReplicaGrain>(lease.Replica).InvokeAsync(request, cancellationToken);
            }
            catch (ServingException empty) when (empty.Kind is FailureKind.Unavailable)
            {
                // The set has not noticed yet; it looks several times a second.
            }
            catch (Exception lost) when (lost is SiloUnavailableException or OrleansMessageRejectionException)
            {
                if (++losses > 1)
                    throw new ServingException(FailureKind.Unavailable, $"'{definition.Entity.Name}' lost its replicas; try again.", lost);
            }

            _ready = [];
            await Task.Delay(LoadingPoll, time, cancellationToken);
        }
    }

    private async ValueTask<ImmutableArray<string>> ReadyAsync(CancellationToken cancellationToken)
    {
        while (_ready.IsEmpty || time.GetElapsedTime(_readAt) > Freshness)
        {
            var readAt = time.GetTimestamp();
            var status = await grains.GetGrain<IReplicaSetGrain>(key).EnsureAsync(definition.Replicas!, cancellationToken);
            if (status.State is ReplicaState.Failed && status.Ready.IsEmpty)
                throw new ServingException(FailureKind.Unavailable, $"'{definition.Entity.Name}' cannot serve: {status.Message}");

            (_ready, _readAt) = (status.Ready, readAt);
            if (_ready.IsEmpty) await Task.Delay(LoadingPoll, time, cancellationToken);
        }

        return _ready;
    }

    private static TimeSpan Positive(TimeSpan timeLeft) => timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero;
}
