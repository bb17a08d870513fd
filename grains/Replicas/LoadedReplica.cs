using System.Runtime.CompilerServices;
using Andamento.Inference;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>A loaded model that counts its requests. Safe for concurrent use: requests of its process come here directly.</summary>
/// <param name="model">The model. Its owner disposes it, after this was closed.</param>
internal sealed class LoadedReplica(ILoadedModel model) : IServedEntity
{
    private int _outstanding;
    private long _begun;
    private int _closed;
    private TaskCompletionSource? _idle; // once it closes for good

    /// <summary>Requests that run or wait in the model now.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Requests so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>What a caller is told who finds no model.</summary>
    public static ServingException NotLoaded() =>
        new(FailureKind.Unavailable, "The model is not loaded here.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <inheritdoc/>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            var answer = await model.RunAsync(EventFrames.Request(request), cancellationToken);
            return new() { Body = answer.Json, Usage = EventFrames.Usage(answer.PromptTokens, answer.CompletionTokens) };
        }
        catch (ModelException failed)
        {
            throw ServingFailures.From(failed);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            await using var frames = EventFrames.Open(model, request, cancellationToken);
            while (await frames.NextAsync() is { } frame) yield return frame;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more requests, unless one is in flight.</summary>
    /// <returns>True when closed.</returns>
    public bool CloseIfIdle()
    {
        if (_idle is not null) return Outstanding == 0;
        Interlocked.Exchange(ref _closed, 1);
        if (Outstanding == 0) return true;
        Interlocked.Exchange(ref _closed, 0); // whoever came in between was told to ask again, as after any unloading
        return false;
    }

    /// <summary>Takes no more requests. The result ends when the last one has. Not concurrent with <see cref="CloseIfIdle"/>.</summary>
    public Task CloseAsync()
    {
        var idle = _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _closed, 1);
        if (Outstanding == 0) idle.TrySetResult();
        return idle.Task;
    }

    // Counted before the look at what closing sets, and closing looks at the count after setting it: one of them sees the other.
    private void Enter()
    {
        Interlocked.Increment(ref _outstanding);
        if (Volatile.Read(ref _closed) != 0)
        {
            Leave();
            throw NotLoaded();
        }

        Interlocked.Increment(ref _begun);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0) Volatile.Read(ref _idle)?.TrySetResult();
    }
}
