namespace Orleans.Standin;

/// <summary>A silo answering the others.</summary>
internal sealed class SiloTarget(SiloRuntime silo) : ISiloTarget
{
    public Task<DirectoryAnswer> Register(GrainAddress address, MembershipVersion version) => silo.Directory.RegisterHere(address, version);

    public Task<DirectoryAnswer> Lookup(GrainId id, MembershipVersion version) => silo.Directory.LookupHere(id, version);

    public Task Unregister(GrainAddress address)
    {
        silo.Directory.UnregisterHere(address);
        return Task.CompletedTask;
    }

    public Task<List<GrainAddress>> ActivationsOwnedBy(SiloAddress owner, MembershipVersion version) => silo.Directory.ActivationsOwnedBy(owner, version);

    public Task EndDuplicate(GrainAddress address)
    {
        if (silo.Catalog.Find(address.GrainId) is { } activation && activation.Address.Matches(address))
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.DuplicateActivation, "Another silo has this grain"));
        }

        return Task.CompletedTask;
    }

    public Task<SiloInfo> Describe() => Task.FromResult(new SiloInfo { Classes = silo.Manifest.Own, Metadata = silo.OwnMetadata });

    public Task<List<GrainClassCount>> CountActivations() => Task.FromResult(silo.Catalog.AllWithWorkers
        .GroupBy(activation => activation.Class.Type.FullName!)
        .Select(group => new GrainClassCount { GrainType = group.Key, Count = group.Count() }).ToList());

    public Task<List<GrainId>> ActiveGrains() => Task.FromResult(silo.Catalog.AllWithWorkers.Select(activation => activation.GrainId).ToList());

    public Task CollectActivations(TimeSpan age)
    {
        foreach (var activation in silo.Catalog.AllWithWorkers)
        {
            activation.DeactivateIfIdle(age);
        }

        return Task.CompletedTask;
    }

    public Task<SiloRuntimeStatistics> Statistics() => Task.FromResult(
        new SiloRuntimeStatistics(silo.Catalog.AllWithWorkers.Count(), silo.Time.GetUtcNow().UtcDateTime));
}
