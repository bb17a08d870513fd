using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>How many requests one served entity runs at once, and a short queue behind them. Safe for concurrent use.</summary>
#pragma warning disable CA1001 // the semaphore owns a handle only where somebody asks for it, and nobody does
internal sealed class CallSlots(string entity, ServedEntityOptions options, TimeProvider time)
{
    private readonly SemaphoreSlim _free = new(options.MaxConcurrency);
    private int _waiting;

    /// <summary>Takes a slot, and waits a little when none is free. The caller gives it back, once.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Overloaded"/>: the queue is full, or did not move in time.</exception>
    public ValueTask TakeAsync(CancellationToken cancellationToken) =>
        TryTake() ? default : QueueAsync(cancellationToken);

    /// <summary>Takes a slot if one is free. The caller gives it back, once.</summary>
    public bool TryTake() => _free.Wait(0, CancellationToken.None);

    /// <summary>Gives a slot back.</summary>
    public void GiveBack() => _free.Release();

    private async ValueTask QueueAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > options.MaxQueue)
        {
            Interlocked.Decrement(ref _waiting);
            throw Overloaded();
        }

        using var patience = new CancellationTokenSource(options.MaxQueueTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Overloaded();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private ServingException Overloaded() => new(
        FailureKind.Overloaded,
        $"Too many concurrent requests for '{entity}': {options.MaxConcurrency} run and its queue is full. Try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
