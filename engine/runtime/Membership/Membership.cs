using System.Threading.Channels;

namespace Orleans.Standin;

/// <summary>One member's view of the cluster. Changes are handled one after the other, in order.</summary>
internal sealed class Membership : IDisposable
{
    private readonly IClusterTable _table;
    private readonly Lock _lock = new();
    private readonly Channel<(ClusterMembershipSnapshot Before, ClusterMembershipSnapshot After)> _changes =
        Channel.CreateUnbounded<(ClusterMembershipSnapshot, ClusterMembershipSnapshot)>();

    private volatile ClusterMembershipSnapshot _current;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Membership(IClusterTable table)
    {
        _table = table;
        _current = new ClusterMembershipSnapshot(System.Collections.Immutable.ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0));
        table.Changed += Accept;
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(HandleChanges);
        }
    }

    /// <summary>Called for each new view, before anybody acts on the next one.</summary>
    public event Action<ClusterMembershipSnapshot, ClusterMembershipSnapshot>? Changed;

    /// <summary>Called the moment a view arrives, on the thread that brought it: must be quick.</summary>
    public event Action<ClusterMembershipSnapshot>? Arrived;

    public ClusterMembershipSnapshot Current => _current;

    public Task NextChange
    {
        get
        {
            lock (_lock)
            {
                return _next.Task;
            }
        }
    }

    public async Task Refresh(CancellationToken cancellationToken) => Accept(await _table.Read(cancellationToken));

    public async Task ReachVersion(MembershipVersion version, CancellationToken cancellationToken)
    {
        if (_current.Version < version)
        {
            await Refresh(cancellationToken);
        }
    }

    public Task Announce(SiloAddress silo, SiloStatus status, string name, CancellationToken cancellationToken) =>
        _table.Update(new ClusterMember(silo, status, name), cancellationToken);

    public Task DeclareDead(SiloAddress silo) => Current.Members.TryGetValue(silo, out var member) && member.Status != SiloStatus.Dead
        ? _table.Update(new ClusterMember(silo, SiloStatus.Dead, member.Name), CancellationToken.None)
        : Task.CompletedTask;

    public void Dispose()
    {
        _table.Changed -= Accept;
        _changes.Writer.TryComplete();
    }

    private void Accept(ClusterMembershipSnapshot snapshot)
    {
        TaskCompletionSource done;
        lock (_lock)
        {
            if (snapshot.Version <= _current.Version)
            {
                return;
            }

            var before = _current;
            _current = snapshot;
            Arrived?.Invoke(snapshot);
            _changes.Writer.TryWrite((before, snapshot));
            done = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        done.TrySetResult();
    }

    private async Task HandleChanges()
    {
        await foreach (var (before, after) in _changes.Reader.ReadAllAsync())
        {
            Changed?.Invoke(before, after);
        }
    }
}
