using System.Runtime.CompilerServices;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs the requests of one served entity on its replicas, in this process where one is here. One for the whole process.</summary>
internal sealed class ReplicaCalls(
    string key, ServedEntityDefinition definition, IGrainFactory grains, LocalReplicas local, ServedEntityOptions options,
    TimeProvider time) : IServedEntity
{
    /// <summary>Frames per message from a replica elsewhere. A message never waits to be full.</summary>
    private const int FramesPerMessage = 32;

    private readonly ReadyReplicas _ready = new(key, definition, grains, options, time);
    private readonly ShortQueue _queue = new(options, time);
    private readonly bool _remembers = definition.Entity.Task is ServingTask.Chat or ServingTask.Completions;

    /// <summary>Answers one request; waits for a replica that starts while the request has time.</summary>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        using var limit = new CancellationTokenSource(Positive(request.TimeLeft), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (_ready.Tokens is { } tokens) await tokens.EnterAsync(either.Token);
            return await RunAsync(request, static (calls, asked, slot, token) => calls.AnswerAsync(asked, slot, token), either.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(late);
        }
    }

    /// <summary>The same, with the answer's events as they come. Who stops reading stops the model.</summary>
    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(request);
        using var limit = new CancellationTokenSource(Positive(request.TimeLeft), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var stream = await OpenAsync(request, either.Token, limit.Token, cancellationToken);
        var used = 0L;
        for (var more = stream.More; more; more = await NextAsync(stream, limit.Token, cancellationToken))
        {
            used = Spend(stream.Frames.Current.Usage, used);
            yield return stream.Frames.Current;
        }
    }

    private async Task<ReplicaStream> OpenAsync(
        ServingRequest request, CancellationToken either, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            if (_ready.Tokens is { } tokens) await tokens.EnterAsync(either);
            return await RunAsync(request, static (calls, asked, slot, token) => calls.BeginAsync(asked, slot, token), either);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(late);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> NextAsync(ReplicaStream stream, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.Frames.MoveNextAsync();
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(late);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            throw new ServingException(
                FailureKind.Unavailable, $"'{definition.Entity.Name}' lost the replica that was answering; try again.", lost);
        }
    }

    /// <summary>One that is full has refused before doing anything: the request stands in a short queue.</summary>
    private async Task<T> RunAsync<T>(ServingRequest request, Run<T> run, CancellationToken cancellationToken)
    {
        var refusal = _queue.IsUsed ? Full() : null; // whoever stands there comes first
        for (var since = time.GetTimestamp(); ;)
        {
            if (refusal is not null)
            {
                using var waits = _ready.Waits();
                await _queue.WaitAsync(since, refusal, cancellationToken);
            }

            try
            {
                return await TryAsync(request, run, cancellationToken);
            }
            catch (ServingException full) when (full.Kind is FailureKind.Overloaded)
            {
                refusal = full;
            }
        }
    }

    /// <summary>
    /// A replica that turns out not to be loaded has done nothing: the request waits for the next one. One that is lost
    /// with the request may have done something that nobody saw: that is risked once more, not again and again.
    /// </summary>
    private async Task<T> TryAsync<T>(ServingRequest request, Run<T> run, CancellationToken cancellationToken)
    {
        for (var losses = 0; ;)
        {
            var slot = await _ready.TakeAsync(_remembers ? request.Body : default, cancellationToken);
            try
            {
                return await run(this, request, slot, cancellationToken);
            }
            catch (ServingException empty) when (empty.Kind is FailureKind.Unavailable)
            {
                _ready.Forget(); // the set has not noticed yet; it looks several times a second
            }
            catch (Exception lost) when (IsLoss(lost))
            {
                _ready.Forget();
                if (++losses > 1)
                    throw new ServingException(FailureKind.Unavailable, $"'{definition.Entity.Name}' lost its replicas; try again.", lost);
            }
        }
    }

    private async Task<ServingAnswer> AnswerAsync(ServingRequest request, ReplicaBalance.Slot slot, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await At(slot).InvokeAsync(request, cancellationToken);
            Spend(answer.Usage, before: 0);
            return answer;
        }
        finally
        {
            Leave(slot);
        }
    }

    private async Task<ReplicaStream> BeginAsync(ServingRequest request, ReplicaBalance.Slot slot, CancellationToken cancellationToken)
    {
        var stream = new ReplicaStream(this, slot, At(slot).StreamAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            stream.More = await stream.Frames.MoveNextAsync();
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

#pragma warning disable CA1859 // it does not see the second return
    private IServedEntity At(ReplicaBalance.Slot slot)
#pragma warning restore CA1859
    {
        if (local.Find(slot.Key) is { } here) return here;
        return slot.Remote ??= new RemoteReplica(grains.GetGrain<IReplicaGrain>(slot.Key));
    }

    /// <summary>Takes what an answer has used so far, less what it had used before, from the provisioned throughput.</summary>
    private long Spend(TokenUsage? usage, long before)
    {
        if (usage is not { } now || _ready.Tokens is not { } tokens) return before;
        tokens.Spend(now.TotalTokens - before);
        return now.TotalTokens;
    }

    private void Leave(ReplicaBalance.Slot slot)
    {
        slot.Leave();
        _queue.Ended();
    }

    private void Check(ServingRequest request)
    {
        if (request.Task != definition.Entity.Task)
            throw new ServingException(FailureKind.BadRequest, $"'{definition.Entity.Name}' does another task.");
    }

    private ServingException TimedOut(Exception late) =>
        new(FailureKind.TimedOut, $"'{definition.Entity.Name}' did not answer in time.", late);

    private ServingException Full() => new(FailureKind.Overloaded, $"Too many concurrent requests for '{definition.Entity.Name}'. Try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private static bool IsLoss(Exception failed) =>
        failed is SiloUnavailableException or OrleansMessageRejectionException or EnumerationAbortedException;

    private static TimeSpan Positive(TimeSpan timeLeft) => timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero;

    private delegate Task<T> Run<T>(ReplicaCalls calls, ServingRequest request, ReplicaBalance.Slot slot, CancellationToken cancellationToken);

    /// <summary>An answer that has begun, and the place it takes.</summary>
    private sealed class ReplicaStream(ReplicaCalls calls, ReplicaBalance.Slot slot, IAsyncEnumerator<AnswerFrame> frames) : IAsyncDisposable
    {
        public IAsyncEnumerator<AnswerFrame> Frames => frames;

        public bool More { get; set; }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await frames.DisposeAsync();
            }
            finally
            {
                calls.Leave(slot);
            }
        }
    }

    /// <summary>A replica in another process.</summary>
    private sealed class RemoteReplica(IReplicaGrain grain) : IServedEntity
    {
        public Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken) =>
            grain.InvokeAsync(request, cancellationToken);

        public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) =>
            grain.StreamAsync(request, cancellationToken).WithBatchSize(FramesPerMessage);
    }
}
