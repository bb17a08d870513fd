using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs requests on the replicas of one served entity: the least loaded, once more when one is lost.</summary>
internal sealed class ReplicaCalls(
    string key, ServedEntityDefinition definition, IGrainFactory grains, ReplicaLoads loads, TimeProvider time)
    : IServedEntity
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadingPoll = TimeSpan.FromMilliseconds(100);

    private Known? _known; // the ready replicas; several requests may ask for them at once

    /// <summary>Answers one request; waits for a replica that is loading while the request has time.</summary>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        if (request.Task != definition.Entity.Task)
            throw new ServingException(FailureKind.BadRequest, $"'{definition.Entity.Name}' does another task.");

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

    /// <summary>Refuses: no model of ours writes its answer bit by bit.</summary>
    public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) =>
        throw new ServingException(FailureKind.BadRequest, $"'{definition.Entity.Name}' does not stream its answers.") { Param = "stream" };

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

            Volatile.Write(ref _known, null);
            await Task.Delay(LoadingPoll, time, cancellationToken);
        }
    }

    private async ValueTask<ImmutableArray<string>> ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Volatile.Read(ref _known) is { } known && time.GetElapsedTime(known.At) <= Freshness) return known.Ready;

            var readAt = time.GetTimestamp();
            var status = await grains.GetGrain<IReplicaSetGrain>(key).EnsureAsync(definition.Replicas!, cancellationToken);
            if (status.State is ReplicaState.Failed && status.Ready.IsEmpty)
                throw new ServingException(FailureKind.Unavailable, $"'{definition.Entity.Name}' cannot serve: {status.Message}");

            if (!status.Ready.IsEmpty)
            {
                Volatile.Write(ref _known, new(status.Ready, readAt));
                return status.Ready;
            }

            await Task.Delay(LoadingPoll, time, cancellationToken);
        }
    }

    private static TimeSpan Positive(TimeSpan timeLeft) => timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero;

    private sealed record Known(ImmutableArray<string> Ready, long At);
}
