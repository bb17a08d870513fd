using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// Where requests wait that every replica was too busy for: a short queue, in order, for a short time. Safe for concurrent use.
/// </summary>
#pragma warning disable CA1001 // the semaphore owns a handle only where somebody asks for it, and nobody does
internal sealed class ShortQueue(ServedEntityOptions options, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100); // other processes' requests end unseen

    private readonly SemaphoreSlim _ended = new(0);
    private int _length;

    /// <summary>True when a new request has to stand behind others.</summary>
    public bool IsUsed => Volatile.Read(ref _length) > 0;

    /// <summary>Waits for a chance to try again.</summary>
    /// <param name="since">When the request first stood here.</param>
    /// <param name="refusal">What its caller is told when the queue is full, or the request has waited long enough.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServingException">The refusal.</exception>
    public async Task WaitAsync(long since, ServingException refusal, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _length) > options.MaxQueue || time.GetElapsedTime(since) >= options.MaxQueueTime) throw refusal;
            await _ended.WaitAsync(LookAgain, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _length);
        }
    }

    /// <summary>A request has ended: the first in the queue may try.</summary>
    public void Ended()
    {
        if (_ended.CurrentCount < Volatile.Read(ref _length)) _ended.Release();
    }
}
