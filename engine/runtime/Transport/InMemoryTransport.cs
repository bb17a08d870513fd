using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>Members in one process. Messages to one member arrive in the order they were sent.</summary>
internal sealed class InMemoryTransport(InMemoryCluster cluster) : ITransport, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ReadOnlyMemory<byte>> _inbox = new();
    private Action<ReadOnlyMemory<byte>>? _receive;
    private SiloAddress? _self;
    private int _isScheduled;

    public event Action<SiloAddress>? Lost;

    public Task Start(SiloAddress self, Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken)
    {
        _self = self;
        _receive = receive;
        cluster.Join(self, this);
        return Task.CompletedTask;
    }

    public bool Send(SiloAddress to, ReadOnlyMemory<byte> message)
    {
        // Who has been killed sends nothing any more.
        if (_receive is null || cluster.Find(to) is not { } member)
        {
            return false;
        }

        member._inbox.Enqueue(message);
        member.Schedule();
        return true;
    }

    public Task Stop()
    {
        _receive = null;
        if (_self is not null)
        {
            cluster.Leave(_self);
        }

        return Task.CompletedTask;
    }

    public void NotifyLost(SiloAddress member) => Lost?.Invoke(member);

    void IThreadPoolWorkItem.Execute()
    {
        for (var count = 0; count < 256 && _inbox.TryDequeue(out var message); count++)
        {
            _receive?.Invoke(message);
        }

        Volatile.Write(ref _isScheduled, 0);
        if (!_inbox.IsEmpty)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
