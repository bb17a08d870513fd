namespace Orleans.Standin;

/// <summary>Asks every silo and adds up.</summary>
[StatelessWorker]
internal sealed class ManagementGrain(SiloRuntime silo) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive) => Task.FromResult(silo.Membership.Current.Members.Values
        .Where(member => !onlyActive || member.Status == SiloStatus.Active)
        .ToDictionary(member => member.SiloAddress, member => member.Status));

    public async Task<SiloRuntimeStatistics[]> GetRuntimeStatistics(SiloAddress[] hostsIds) =>
        await Task.WhenAll(Hosts(hostsIds).Select(host => silo.TargetOn(host).Statistics()));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => GetSimpleGrainStatistics([]);

    public async Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds)
    {
        var all = await Task.WhenAll(Hosts(hostsIds).Select(async host => (host, counts: await silo.TargetOn(host).CountActivations())));
        return all.SelectMany(one => one.counts.Select(count => new SimpleGrainStatistic
        {
            GrainType = count.GrainType,
            SiloAddress = one.host,
            ActivationCount = count.Count,
        })).ToArray();
    }

    public async Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types, SiloAddress[]? hostsIds)
    {
        var all = await Task.WhenAll(Hosts(hostsIds ?? []).Select(async host => (host, ids: await silo.TargetOn(host).ActiveGrains())));
        return all.SelectMany(one => one.ids.Select(id => new DetailedGrainStatistic
        {
            GrainType = silo.Manifest.ClassOf(id.Type)?.Type.FullName ?? id.Type.ToString(),
            SiloAddress = one.host,
            GrainId = id,
        })).Where(statistic => types is null || types.Contains(statistic.GrainType)).ToArray();
    }

    public async Task<int> GetTotalActivationCount() =>
        (await GetSimpleGrainStatistics([])).Sum(statistic => statistic.ActivationCount);

    public async Task<int> GetGrainActivationCount(GrainReference grainReference)
    {
        var all = await Task.WhenAll(Hosts([]).Select(host => silo.TargetOn(host).ActiveGrains()));
        return all.Sum(ids => ids.Count(id => id == grainReference.GrainId));
    }

    public Task ForceActivationCollection(TimeSpan ageLimit) => ForceActivationCollection([], ageLimit);

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) =>
        Task.WhenAll(Hosts(hostsIds).Select(host => silo.TargetOn(host).CollectActivations(ageLimit)));

    public async ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
        (await silo.Directory.Lookup(reference.GetGrainId()))?.SiloAddress;

    public async ValueTask<List<GrainId>> GetActiveGrains(GrainType type)
    {
        var all = await Task.WhenAll(Hosts([]).Select(host => silo.TargetOn(host).ActiveGrains()));
        return all.SelectMany(ids => ids).Where(id => id.Type == type).ToList();
    }

    private IEnumerable<SiloAddress> Hosts(SiloAddress[] wanted) => wanted is { Length: > 0 } ? wanted : silo.Membership.Current.Active;
}
