using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Orleans.Standin;

/// <summary>The membership as the application sees it.</summary>
internal sealed class SiloStatusOracle : ISiloStatusOracle, IClusterMembershipService
{
    private readonly Membership _membership;
    private readonly ILocalSiloDetails _local;
    private ImmutableHashSet<ISiloStatusListener> _listeners = [];

    public SiloStatusOracle(Membership membership, ILocalSiloDetails local)
    {
        _membership = membership;
        _local = local;
        membership.Changed += Notify;
    }

    public SiloStatus CurrentStatus => _membership.Current.GetSiloStatus(SiloAddress);

    public string SiloName => _local.Name;

    public SiloAddress SiloAddress => _local.SiloAddress;

    public ClusterMembershipSnapshot CurrentSnapshot => _membership.Current;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => Updates();

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => _membership.Current.GetSiloStatus(siloAddress);

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => _membership.Current.Members.Values
        .Where(member => !onlyActive || member.Status == SiloStatus.Active)
        .ToDictionary(member => member.SiloAddress, member => member.Status);

    public bool TryGetSiloName(SiloAddress siloAddress, out string? siloName)
    {
        siloName = _membership.Current.Members.GetValueOrDefault(siloAddress)?.Name;
        return siloName is not null;
    }

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => !GetApproximateSiloStatus(siloAddress).IsTerminating();

    public bool IsDeadSilo(SiloAddress silo) => GetApproximateSiloStatus(silo) == SiloStatus.Dead;

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => ImmutableInterlocked.Update(ref _listeners, static (set, item) => set.Add(item), observer);

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => ImmutableInterlocked.Update(ref _listeners, static (set, item) => set.Remove(item), observer);

    public SiloAddress[] GetActiveSilos() => [.. _membership.Current.Active];

    public async ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) =>
        await _membership.Refresh(cancellationToken);

    public async Task<bool> TryKill(SiloAddress siloAddress)
    {
        await _membership.DeclareDead(siloAddress);
        return true;
    }

    private async IAsyncEnumerable<ClusterMembershipSnapshot> Updates([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = MembershipVersion.MinValue;
        while (true)
        {
            var next = _membership.NextChange;
            var current = _membership.Current;
            if (current.Version > last)
            {
                last = current.Version;
                yield return current;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private void Notify(ClusterMembershipSnapshot before, ClusterMembershipSnapshot after)
    {
        foreach (var member in after.Members.Values.Where(member => before.GetSiloStatus(member.SiloAddress) != member.Status))
        {
            foreach (var listener in _listeners)
            {
                listener.SiloStatusChangeNotification(member.SiloAddress, member.Status);
            }
        }
    }
}
