using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Standin;

/// <summary>The network and the membership table of all silos of one cluster in this process.</summary>
internal sealed class InMemoryCluster : IClusterTable
{
    private static readonly ConcurrentDictionary<string, InMemoryCluster> Clusters = new();

    private readonly ConcurrentDictionary<SiloAddress, InMemoryTransport> _members = new();
    private readonly Lock _lock = new();

    public event Action<ClusterMembershipSnapshot>? Changed;

    public ClusterMembershipSnapshot Current { get; private set; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0));

    public static InMemoryCluster Get(string clusterId, string primary) => Clusters.GetOrAdd($"{clusterId}/{primary}", _ => new());

    public InMemoryTransport? Find(SiloAddress address) => _members.GetValueOrDefault(address);

    public void Join(SiloAddress address, InMemoryTransport transport) => _members[address] = transport;

    public void Leave(SiloAddress address)
    {
        if (!_members.TryRemove(address, out _))
        {
            return;
        }

        // What a closed connection is to a network. Off this thread: the leaver need not wait for the others to notice.
        ThreadPool.UnsafeQueueUserWorkItem(
            state =>
            {
                foreach (var member in state._members.Values)
                {
                    member.NotifyLost(address);
                }
            },
            this,
            preferLocal: false);
    }

    public Task Update(ClusterMember member, CancellationToken cancellationToken)
    {
        ClusterMembershipSnapshot snapshot;
        lock (_lock)
        {
            // The dead stay dead: a silo that was declared dead cannot report itself alive.
            if (Current.Members.TryGetValue(member.SiloAddress, out var known) && known.Status == SiloStatus.Dead)
            {
                return Task.CompletedTask;
            }

            Current = snapshot = new(Current.Members.SetItem(member.SiloAddress, member), new MembershipVersion(Current.Version.Value + 1));
        }

        Changed?.Invoke(snapshot);
        return Task.CompletedTask;
    }

    public Task<ClusterMembershipSnapshot> Read(CancellationToken cancellationToken) => Task.FromResult(Current);
}
