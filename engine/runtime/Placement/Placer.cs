using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Orleans.Standin.Placement;

/// <summary>Chooses the silo of a new activation: who can, who passes the filters, the caller's hint, then the strategy.</summary>
internal sealed class Placer(SiloRuntime silo) : IPlacementContext
{
    public SiloAddress LocalSilo => silo.Address;

    public SiloStatus LocalSiloStatus => silo.Membership.Current.GetSiloStatus(silo.Address);

    public SiloAddress[] GetCompatibleSilos(PlacementTarget target)
    {
        var type = target.GrainIdentity.Type;
        return [.. silo.Membership.Current.Active.Where(candidate => silo.Manifest.Supports(candidate, type))];
    }

    public async Task<SiloAddress> Choose(Message message)
    {
        var type = message.Target.Type;
        var candidates = await CandidatesFor(message);
        if (candidates.Length == 0)
        {
            throw new OrleansException($"No active silo has grains of type {type}. {silo.Membership.Current}");
        }

        var context = message.Context ?? [];
        var target = new PlacementTarget(message.Target, context, default, 0);
        var grainClass = silo.Manifest.ClassOf(type);
        foreach (var filter in grainClass?.Filters ?? [])
        {
            var director = silo.Services.GetKeyedService<IPlacementFilterDirector>(filter.GetType())
                ?? throw new OrleansException($"The placement filter {filter.GetType()} is not registered: AddPlacementFilter does that.");
            candidates = [.. director.Filter(filter, target, candidates)];
        }

        if (candidates.Length == 0)
        {
            throw new OrleansException($"The placement filters leave no silo for {message.Target}. {silo.Membership.Current}");
        }

        return IPlacementDirector.GetPlacementHint(context, candidates) ?? await ByStrategy(grainClass?.Placement, target, candidates);
    }

    private async Task<SiloAddress[]> CandidatesFor(Message message)
    {
        var target = new PlacementTarget(message.Target, message.Context ?? [], default, 0);
        var candidates = GetCompatibleSilos(target);
        if (candidates.Length > 0)
        {
            return candidates;
        }

        // A silo that has just joined may not have been asked yet what it can do.
        await silo.Manifest.Refresh();
        return GetCompatibleSilos(target);
    }

    private async Task<SiloAddress> ByStrategy(PlacementStrategy? strategy, PlacementTarget target, SiloAddress[] candidates)
    {
        switch (strategy)
        {
            case PreferLocalPlacement when candidates.Contains(LocalSilo):
                return LocalSilo;
            case HashBasedPlacement:
                return candidates.Order().ElementAt((int)(target.GrainIdentity.GetUniformHashCode() % (uint)candidates.Length));
            case ActivationCountBasedPlacement or ResourceOptimizedPlacement:
                return await LeastLoaded(candidates);
            case null or RandomPlacement or PreferLocalPlacement:
                return candidates[Random.Shared.Next(candidates.Length)];
            default:
                var director = silo.Services.GetKeyedService<IPlacementDirector>(strategy.GetType())
                    ?? throw new OrleansException($"There is no placement director for {strategy.GetType()}.");
                return await director.OnAddActivation(strategy, target, this);
        }
    }

    private async Task<SiloAddress> LeastLoaded(SiloAddress[] candidates)
    {
        // Two at random and the better of them: nearly as even as asking all, and no herd towards one silo.
        var first = candidates[Random.Shared.Next(candidates.Length)];
        var second = candidates[Random.Shared.Next(candidates.Length)];
        if (first.Equals(second))
        {
            return first;
        }

        var loads = await Task.WhenAll(silo.LoadOf(first), silo.LoadOf(second));
        return loads[0] <= loads[1] ? first : second;
    }
}
