using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>
/// Which silo has which grain. Every grain's entry is owned by one active silo, chosen by hash, and registration there is
/// what makes an activation the only one. When the owners change, each silo first asks all others what they have, so that no
/// entry is lost with its owner; until then, questions wait.
/// </summary>
internal sealed class GrainDirectory
{
    private readonly SiloRuntime _silo;
    private readonly Dictionary<GrainId, GrainAddress> _owned = [];
    private readonly ConcurrentDictionary<GrainId, GrainAddress> _cache = new();
    private readonly Lock _lock = new();
    private Task _ready = Task.CompletedTask;
    private SiloAddress[] _owners = [];

    public GrainDirectory(SiloRuntime silo)
    {
        _silo = silo;
        silo.Membership.Arrived += OnView;
    }

    private ClusterMembershipSnapshot View => _silo.Membership.Current;

    public bool TryCached(GrainId id, out SiloAddress silo)
    {
        if (_cache.TryGetValue(id, out var address) && View.GetSiloStatus(address.SiloAddress!) == SiloStatus.Active)
        {
            silo = address.SiloAddress!;
            return true;
        }

        silo = null!;
        return false;
    }

    public void Remember(GrainAddress address) => _cache[address.GrainId] = address;

    public void Invalidate(GrainId id) => _cache.TryRemove(id, out _);

    public async Task<GrainAddress?> Lookup(GrainId id)
    {
        var found = await Ask(id, (target, version) => target.Lookup(id, version), version => LookupHere(id, version));
        if (found is not null)
        {
            Remember(found);
        }

        return found;
    }

    public async Task<GrainAddress> Register(GrainAddress address) =>
        (await Ask(address.GrainId, (target, version) => target.Register(address, version), version => RegisterHere(address, version)))!;

    public async Task Unregister(GrainAddress address)
    {
        Invalidate(address.GrainId);
        if (OwnerOf(address.GrainId) is not { } owner)
        {
            return;
        }

        if (owner.Equals(_silo.Address))
        {
            UnregisterHere(address);
            return;
        }

        try
        {
            await _silo.TargetOn(owner).Unregister(address);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The owner is gone; the next one asks who has what and does not hear of this one.
        }
    }

    public async Task<DirectoryAnswer> LookupHere(GrainId id, MembershipVersion version)
    {
        await Prepare(version);
        lock (_lock)
        {
            if (!_silo.Address.Equals(OwnerOf(id)))
            {
                return new DirectoryAnswer { IsNotOwner = true };
            }

            return new DirectoryAnswer { Address = _owned.TryGetValue(id, out var address) && IsAlive(address) ? address : null };
        }
    }

    public async Task<DirectoryAnswer> RegisterHere(GrainAddress address, MembershipVersion version)
    {
        await Prepare(version);
        lock (_lock)
        {
            if (!_silo.Address.Equals(OwnerOf(address.GrainId)))
            {
                return new DirectoryAnswer { IsNotOwner = true };
            }

            if (_owned.TryGetValue(address.GrainId, out var existing) && IsAlive(existing))
            {
                return new DirectoryAnswer { Address = existing };
            }

            _owned[address.GrainId] = address;
            return new DirectoryAnswer { Address = address };
        }
    }

    public void UnregisterHere(GrainAddress address)
    {
        lock (_lock)
        {
            if (_owned.TryGetValue(address.GrainId, out var existing) && existing.Matches(address))
            {
                _owned.Remove(address.GrainId);
            }
        }
    }

    public async Task<List<GrainAddress>> ActivationsOwnedBy(SiloAddress owner, MembershipVersion version)
    {
        await _silo.Membership.ReachVersion(version, CancellationToken.None);
        return _silo.Catalog.All.Where(activation => activation.State != ActivationState.Gone && owner.Equals(OwnerOf(activation.GrainId)))
            .Select(activation => activation.Address).ToList();
    }

    /// <summary>The highest hash wins, so that a silo that comes or goes moves only its own share.</summary>
    private SiloAddress? OwnerOf(GrainId id)
    {
        var hash = id.GetUniformHashCode();
        SiloAddress? best = null;
        var highest = 0u;
        foreach (var silo in View.Active)
        {
            var score = Hashing.Combine((uint)silo.GetConsistentHashCode(), hash);
            if (best is null || score > highest)
            {
                best = silo;
                highest = score;
            }
        }

        return best;
    }

    private bool IsAlive(GrainAddress address) => View.GetSiloStatus(address.SiloAddress!) is not (SiloStatus.Dead or SiloStatus.None);

    private async Task Prepare(MembershipVersion version)
    {
        await _silo.Membership.ReachVersion(version, CancellationToken.None);
        Task ready;
        do
        {
            ready = Volatile.Read(ref _ready);
            await ready;
        }
        while (ready != Volatile.Read(ref _ready));
    }

    private async Task<GrainAddress?> Ask(
        GrainId id,
        Func<ISiloTarget, MembershipVersion, Task<DirectoryAnswer>> remote,
        Func<MembershipVersion, Task<DirectoryAnswer>> local)
    {
        for (var attempt = 0; ; attempt++)
        {
            var owner = OwnerOf(id) ?? throw new OrleansMessageRejectionException("No silo of the cluster is active.");
            var version = View.Version;
            try
            {
                var answer = owner.Equals(_silo.Address) ? await local(version) : await remote(_silo.TargetOn(owner), version);

                // An owner that has just stopped being it may have answered: only the current one counts.
                if (!answer.IsNotOwner && owner.Equals(OwnerOf(id)))
                {
                    return answer.Address;
                }
            }
            catch (OrleansMessageRejectionException) when (attempt < 10)
            {
                // The owner is going: a new view of the cluster is on its way.
            }

            if (attempt >= 10)
            {
                throw new OrleansMessageRejectionException($"The directory owner of {id} could not be found.");
            }

            await _silo.Membership.Refresh(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt), _silo.Time);
        }
    }

    private void OnView(ClusterMembershipSnapshot view)
    {
        foreach (var (id, address) in _cache)
        {
            if (view.GetSiloStatus(address.SiloAddress!) != SiloStatus.Active)
            {
                _cache.TryRemove(id, out _);
            }
        }

        lock (_lock)
        {
            var owners = view.Active.ToArray();
            if (owners.AsSpan().SequenceEqual(_owners))
            {
                return;
            }

            _owners = owners;
            foreach (var (id, address) in _owned.ToList())
            {
                if (!IsAlive(address) || !_silo.Address.Equals(OwnerOf(id)))
                {
                    _owned.Remove(id);
                }
            }

            if (owners.Contains(_silo.Address))
            {
                var previous = _ready;
                Volatile.Write(ref _ready, Task.Run(() => Rebuild(previous, view)));
            }
        }
    }

    private async Task Rebuild(Task previous, ClusterMembershipSnapshot view)
    {
        await previous;
        await Task.WhenAll(view.Members.Values
            .Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None))
            .Select(member => Merge(member.SiloAddress, view.Version)));
    }

    private async Task Merge(SiloAddress silo, MembershipVersion version)
    {
        for (var attempt = 0; attempt < 5 && View.GetSiloStatus(silo) != SiloStatus.Dead; attempt++)
        {
            try
            {
                var theirs = silo.Equals(_silo.Address)
                    ? await ActivationsOwnedBy(silo, version)
                    : await _silo.TargetOn(silo).ActivationsOwnedBy(_silo.Address, version);
                foreach (var address in theirs)
                {
                    MergeOne(address);
                }

                return;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _silo.Time);
            }
        }
    }

    private void MergeOne(GrainAddress address)
    {
        GrainAddress? existing;
        lock (_lock)
        {
            if (!_owned.TryGetValue(address.GrainId, out existing) || !IsAlive(existing))
            {
                _owned[address.GrainId] = address;
                return;
            }
        }

        if (!existing.Matches(address))
        {
            _ = _silo.TargetOn(address.SiloAddress!).EndDuplicate(address);
        }
    }
}
